import { gzipSync, zstdCompressSync } from 'node:zlib';
import { decodeEnvelope as decodeBody } from '@tributary/platforms';
import { aRawBatchHeaders, aRawMessage, aStepRecord } from '../testing/raw-messages.js';
import { createDecodeEnvelope } from './decode-envelope.step.js';

const decodeEnvelope = createDecodeEnvelope(decodeBody);
const BODY = { platform: 'healthkit', records: [aStepRecord('a')] };
const TEXT = JSON.stringify(BODY);
const encoded = (encoding: string, value: Buffer) =>
  aRawMessage('', { value, headers: aRawBatchHeaders({ 'content-encoding': encoding }) });

describe('decodeEnvelope', () => {
  it.each([
    ['identity', Buffer.from(TEXT)],
    ['gzip', gzipSync(TEXT)],
    ['zstd', zstdCompressSync(TEXT)],
  ])('reads a body in %s, and the facts from the headers', (encoding, value) => {
    expect(decodeEnvelope(encoded(encoding, value))).toEqual({
      kind: 'ok',
      value: {
        batch: BODY,
        facts: {
          tenant: 'demo',
          userId: 'u1',
          batchId: 'b1',
          platform: 'healthkit',
          contentHash: 'c0ffee',
          receivedMs: Date.UTC(2026, 2, 29, 6, 15),
          origin: 'live',
        },
      },
    });
  });

  it.each([
    [
      'an encoding we do not know',
      encoded('br', Buffer.from(TEXT)),
      'unsupported_encoding',
      'headers.content-encoding',
    ],
    ['plain text called gzip', encoded('gzip', Buffer.from(TEXT)), 'body_unreadable', ''],
    ['a body cut off', encoded('zstd', zstdCompressSync(TEXT).subarray(0, 20)), 'body_unreadable', ''],
    ['a bomb', encoded('gzip', gzipSync(Buffer.alloc(17 * 1024 * 1024))), 'body_unreadable', ''],
    ['no value', aRawMessage('', { value: null }), 'body_unreadable', ''],
    ['half of a JSON text', aRawMessage('{"platform":'), 'body_unreadable', ''],
    ['a list', aRawMessage([]), 'envelope_invalid', ''],
    ['an unknown platform', aRawMessage({ ...BODY, platform: 'fitbit' }), 'platform_unknown', 'platform'],
    ['records that are no list', aRawMessage({ ...BODY, records: {} }), 'envelope_invalid', 'records'],
    [
      'a header that is missing',
      aRawMessage(BODY, { headers: { 'tributary-tenant': 'demo' } }),
      'envelope_invalid',
      'headers.tributary-user',
    ],
    [
      'a receipt time that is none',
      aRawMessage(BODY, { headers: aRawBatchHeaders({ 'tributary-received-at': 'today' }) }),
      'envelope_invalid',
      'headers.tributary-received-at',
    ],
    [
      'an origin that is none',
      aRawMessage(BODY, { headers: aRawBatchHeaders({ 'tributary-origin': 'dream' }) }),
      'envelope_invalid',
      'headers.tributary-origin',
    ],
  ])('refuses %s', (_title, message, code, path) => {
    expect(decodeEnvelope(message)).toMatchObject({ kind: 'rejected', step: 'decodeEnvelope', code, path });
  });
});
