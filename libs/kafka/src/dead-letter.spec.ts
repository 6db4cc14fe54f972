import { gzipSync } from 'node:zlib';
import { deadLetter, describeDeadLetter, type DeadLetterReason } from './dead-letter.js';
import type { IncomingMessage, OutgoingMessage } from './message.js';
import { replayOf } from './replay.js';
import { anIncomingMessage } from './testing/index.js';

const REASON: DeadLetterReason = {
  code: 'envelope_invalid',
  path: 'records',
  step: 'decodeEnvelope',
  service: 'normalizer',
  serviceVersion: '0.1.0',
  failedAtMs: Date.UTC(2026, 2, 29, 7),
};
const BYTES = gzipSync('{"platform":"healthkit","records":3}');
const RAW = anIncomingMessage({
  partition: 7,
  offset: '42',
  value: BYTES,
  headers: {
    'content-encoding': 'gzip',
    'tributary-batch-id': 'b1',
    'tributary-platform': 'healthkit',
    'tributary-origin': 'live',
    'tributary-content-hash': 'abc',
  },
});
const asRead = ({ topic, key, value, headers }: OutgoingMessage): IncomingMessage => ({
  ...anIncomingMessage({ topic, headers }),
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
});

describe('a dead letter', () => {
  it('has the original bytes, key and headers, and the reason and origin in headers', () => {
    expect(deadLetter(RAW, REASON)).toEqual({
      topic: 'raw-batches.v1.dlq',
      userKey: 'demo/u1',
      key: RAW.key,
      value: BYTES,
      timestampMs: REASON.failedAtMs,
      headers: {
        ...RAW.headers,
        'tributary-code': 'envelope_invalid',
        'tributary-path': 'records',
        'tributary-step': 'decodeEnvelope',
        'tributary-service': 'normalizer',
        'tributary-service-version': '0.1.0',
        'tributary-attempts': '1',
        'tributary-origin-topic': 'raw-batches.v1',
        'tributary-origin-partition': '7',
        'tributary-origin-offset': '42',
        'tributary-failed-at': '2026-03-29T07:00:00.000Z',
      },
    });
  });

  it('of one record has its bytes in plain JSON and its index', () => {
    const letter = deadLetter(RAW, { ...REASON, record: { index: 3, value: '{"id":"x"}' } });
    expect(letter.value).toBe('{"id":"x"}');
    expect(letter.headers).toMatchObject({ 'tributary-record-index': '3', 'content-encoding': 'identity' });
  });

  it('is described without its bytes', () => {
    const letter = asRead(deadLetter(RAW, { ...REASON, record: { index: 3, value: '{"id":"x"}' } }));
    expect(describeDeadLetter(letter)).toMatchObject({
      topic: 'raw-batches.v1.dlq',
      code: 'envelope_invalid',
      path: 'records',
      attempts: 1,
      recordIndex: 3,
      origin: { topic: 'raw-batches.v1', partition: 7, offset: '42' },
    });
  });
});

describe('a replay', () => {
  it('puts a whole message back as it was, marked as replay, and counts the attempts', () => {
    const replayed = replayOf(asRead(deadLetter(RAW, REASON)));
    expect(replayed).toEqual({
      topic: 'raw-batches.v1',
      userKey: 'demo/u1',
      key: RAW.key,
      value: BYTES,
      headers: { ...RAW.headers, 'tributary-origin': 'replay', 'tributary-attempts': '1' },
    });
    const again = deadLetter({ ...asRead(replayed), topic: 'raw-batches.v1' }, REASON);
    expect(again.headers['tributary-attempts']).toBe('2');
  });

  it.each([
    ['records[3].quantity', '{"platform":"healthkit","records":[{"id":"x"}],"deletions":[]}', 'b1~records-3'],
    ['deletions[3].id', '{"platform":"healthkit","records":[],"deletions":[{"id":"x"}]}', 'b1~deletions-3'],
  ])('puts one part at %s back as a batch of its own', (path, body, batchId) => {
    const letter = asRead(deadLetter(RAW, { ...REASON, path, record: { index: 3, value: '{"id":"x"}' } }));
    const replayed = replayOf(letter);
    expect(replayed.value).toBe(body);
    expect(replayed.headers).toMatchObject({
      'tributary-batch-id': batchId,
      'tributary-origin': 'replay',
      'content-encoding': 'identity',
    });
    expect(replayed.headers['tributary-content-hash']).toMatch(/^[0-9a-f]{64}$/);
    expect(replayed.headers).not.toHaveProperty('tributary-record-index');
  });

  it('gives a record the zone of the device that sent it', () => {
    const record = { index: 3, value: '{"id":"x"}', deviceTimeZone: 'Asia/Kolkata' };
    const replayed = replayOf(asRead(deadLetter(RAW, { ...REASON, path: 'records[3]', record })));
    expect(JSON.parse(String(replayed.value))).toMatchObject({ device: { timeZone: 'Asia/Kolkata' } });
    expect(replayed.headers).not.toHaveProperty('tributary-device-time-zone');
  });

  it('puts the whole batch of a snapshot back under a name of its own, for alone it would say that nothing is left', () => {
    const record = { index: 0, value: null };
    const letter = deadLetter(RAW, { ...REASON, path: 'snapshots[0].start', record });
    expect(letter.value).toBe(RAW.value);
    const replayed = replayOf(asRead(letter));
    expect(replayed.value).toEqual(BYTES);
    expect(replayed.headers).toMatchObject({
      'tributary-batch-id': 'b1~snapshots-0',
      'tributary-content-hash': RAW.headers['tributary-content-hash'],
      'content-encoding': RAW.headers['content-encoding'],
      'tributary-origin': 'replay',
    });
  });
});
