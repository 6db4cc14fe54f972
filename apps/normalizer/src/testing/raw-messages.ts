import { RAW_BATCH_HEADERS, TOPICS } from '@tributary/contracts';
import type { IncomingMessage } from '@tributary/kafka';

const H = RAW_BATCH_HEADERS;

/** A HealthKit step count in the shape of the current bridges. */
export const aStepRecord = (id: string, overrides: Readonly<Record<string, unknown>> = {}) => ({
  uuid: id,
  quantityType: 'HKQuantityTypeIdentifierStepCount',
  quantity: 100,
  unit: 'count',
  startDate: '2026-03-29T06:00:00.000Z',
  endDate: '2026-03-29T06:10:00.000Z',
  metadata: {},
  sourceRevision: { source: { name: 'Watch', bundleIdentifier: 'com.apple.health.A1' }, productType: 'Watch7,1' },
  ...overrides,
});

/** The same with its number as text. */
export const aBrokenRecord = (id: string) => aStepRecord(id, { quantity: '100' });

/** A raw batch as the gateway publishes it: the body as it came and the gateway's facts in headers. */
export function aRawMessage(body: unknown, overrides: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    topic: TOPICS.rawBatches.name,
    partition: 4,
    offset: '0',
    key: Buffer.from('demo/u1'),
    value: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    headers: aRawBatchHeaders(),
    timestampMs: Date.UTC(2026, 2, 29, 6, 15),
    ...overrides,
  };
}

export const aRawBatchHeaders = (overrides: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  [H.tenant]: 'demo',
  [H.userId]: 'u1',
  [H.batchId]: 'b1',
  [H.platform]: 'healthkit',
  [H.contentHash]: 'c0ffee',
  [H.receivedAt]: '2026-03-29T06:15:00.000Z',
  [H.origin]: 'live',
  [H.schemaVersion]: '1',
  [H.encoding]: 'identity',
  [H.contentType]: 'application/json',
  ...overrides,
});
