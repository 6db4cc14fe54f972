import type { Platform } from './platforms.js';
import type { Origin } from './canonical-record.js';

/** Headers of a `raw-batches.v1` message: facts the gateway established; the value is the body as it came, encoded as `content-encoding` says. */
export const RAW_BATCH_HEADERS = {
  tenant: 'tributary-tenant',
  userId: 'tributary-user',
  batchId: 'tributary-batch-id',
  platform: 'tributary-platform',
  contentHash: 'tributary-content-hash',
  receivedAt: 'tributary-received-at',
  origin: 'tributary-origin',
  schemaVersion: 'tributary-schema-version',
  encoding: 'content-encoding',
  contentType: 'content-type',
  traceparent: 'traceparent',
} as const;

/** Headers of a dead letter. No health value is ever among them. */
export const DEAD_LETTER_HEADERS = {
  code: 'tributary-code',
  path: 'tributary-path',
  step: 'tributary-step',
  service: 'tributary-service',
  serviceVersion: 'tributary-service-version',
  attempts: 'tributary-attempts',
  originTopic: 'tributary-origin-topic',
  originPartition: 'tributary-origin-partition',
  originOffset: 'tributary-origin-offset',
  recordIndex: 'tributary-record-index',
  deviceTimeZone: 'tributary-device-time-zone',
  failedAt: 'tributary-failed-at',
} as const;

/** What the gateway knows of a batch when it publishes it. */
export interface RawBatchFacts {
  readonly tenant: string;
  readonly userId: string;
  readonly batchId: string;
  readonly platform: Platform;
  readonly contentHash: string;
  readonly receivedMs: number;
  readonly origin: Origin;
  readonly traceparent?: string;
}

/** The parsed envelope; everything the project does not know is left in the raw bytes. */
export interface RawBatch {
  readonly batchId?: string;
  readonly platform: Platform;
  readonly device?: {
    readonly id?: string;
    readonly model?: string;
    readonly osVersion?: string;
    readonly appVersion?: string;
    readonly timeZone?: string;
  };
  readonly sync?: {
    readonly mode?: 'live' | 'backfill';
    readonly sequence?: number;
    readonly anchors?: Readonly<Record<string, string>>;
  };
  readonly records: readonly unknown[];
  readonly deletions?: readonly unknown[];
  readonly deletionsUnavailable?: readonly string[];
  readonly snapshots?: readonly {
    readonly recordType: string;
    readonly app?: string;
    readonly start: string;
    readonly end: string;
  }[];
}

/**
 * Envelope limits (api: 413 `batch_too_large`). Every snapshot looks at every record: a batch that asks for more looks
 * than this would hold up everybody behind it.
 */
export const BATCH_LIMITS = { inflatedBytes: 16 * 1024 * 1024, records: 10_000, snapshotLooks: 1_000_000 } as const;
