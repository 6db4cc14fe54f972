/**
 * kafkajs 2.2.4, mended where it is loaded. It is unmaintained, so the faults that cost the most are replaced at run
 * time; another version is left alone. This is the only file that imports it as a value.
 */
import { createRequire } from 'node:module';
import type * as KafkaJs from 'kafkajs';
import { useRopes, type EncoderClass } from './rope-encoder.js';

const PINNED_VERSION = '2.2.4';
const PENDING_CHECK_MS = 10;
const require = createRequire(import.meta.url);

interface RequestQueue {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

interface RequestQueueClass {
  prototype: { scheduleCheckPendingRequests(this: RequestQueue): void };
}

/** What was mended, for the start-up log and the tests. */
export interface AppliedPatches {
  readonly idleTimer: boolean;
  readonly nativeCrc: boolean;
  readonly ropeEncoder: boolean;
}

const isPinned = (require('kafkajs/package.json') as { version: string }).version === PINNED_VERSION;

/**
 * The request queue arms a timer with a negative delay again and again, about 1,000 times a second and connection, even
 * when nothing waits (kafkajs issue 1556). Only a waiting request needs it: a queue limited by requests in flight is
 * looked at when one of them is answered.
 */
function stopIdleTimer(): boolean {
  const queue = require('kafkajs/src/network/requestQueue') as RequestQueueClass;
  queue.prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests() {
    if (this.pending.length === 0 || this.throttleCheckTimeoutId !== null) return;
    const throttledMs = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledMs > 0 ? throttledMs : PENDING_CHECK_MS,
    );
  };
  return true;
}

/** Large messages are encoded without copying them at each layer: see `useRopes`. */
function encodeWithRopes(): boolean {
  useRopes(require('kafkajs/src/protocol/encoder') as EncoderClass);
  return true;
}

/** The checksum of record batches in native code: three times the encoding speed. Without the addon kafkajs' own stays. */
function useNativeCrc(): boolean {
  const path = require.resolve('kafkajs/src/protocol/recordBatch/crc32C/index.js');
  const native = loadNativeCrc();
  require(path);
  const loaded = require.cache[path];
  if (native === null || loaded === undefined) return false;
  loaded.exports = native;
  return require(path) === native;
}

function loadNativeCrc(): ((data: Uint8Array) => number) | null {
  try {
    const { crc32c } = require('@node-rs/crc32') as { crc32c: (data: Uint8Array) => number };
    const isCastagnoli = crc32c(Buffer.from('123456789')) === 0xe3069283;
    return isCastagnoli ? (data) => crc32c(data) : null;
  } catch {
    // The addon is optional: it has no build for this platform.
    return null;
  }
}

export const PATCHES: AppliedPatches = isPinned
  ? { idleTimer: stopIdleTimer(), nativeCrc: useNativeCrc(), ropeEncoder: encodeWithRopes() }
  : { idleTimer: false, nativeCrc: false, ropeEncoder: false };

const kafkajs = require('kafkajs') as typeof KafkaJs;

export type Kafka = KafkaJs.Kafka;
export const { Kafka, KafkaJSNonRetriableError, logLevel, ConfigResourceTypes } = kafkajs;
