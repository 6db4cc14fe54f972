import { TOPICS, NORMALIZER_LANES } from '@tributary/contracts';
import { aConsumedBatch, MemoryOutput } from '@tributary/kafka/testing';
import { createMetrics } from '@tributary/observability';
import { DEFAULT_DEAD_LETTER_LIMIT } from '@tributary/pipeline';
import { createNormalizer, decodeEnvelope } from '@tributary/platforms';
import { createNormalizerPipeline } from '../normalizer.pipeline.js';
import { aRawMessage } from '../testing/raw-messages.js';

const [LIVE] = NORMALIZER_LANES;
const RECEIVED_MS = Date.parse('2026-03-29T06:15:00.000Z');

const HEADER = { kind: 'export', data: { format: 'tributary-export', version: 1, userId: 'u0' } };
const MONTH = { kind: 'zone_month', data: { month: '2026-03', offsets: [{ hour: 492_000, offsetMinutes: 60 }] } };

const anImport = (value: string, headers: Readonly<Record<string, string>> = {}) => ({
  ...aRawMessage({}),
  value: Buffer.from(value),
  headers: {
    'tributary-kind': 'import',
    'tributary-import-id': 'i1',
    'tributary-import-part': '0',
    'tributary-import-last': 'true',
    'tributary-tenant': 'demo',
    'tributary-user': 'u1',
    'tributary-received-at': '2026-03-29T06:15:00.000Z',
    ...headers,
  },
});

async function normalized(message: ReturnType<typeof anImport>) {
  const output = new MemoryOutput();
  const normalize = createNormalizerPipeline(LIVE, {
    output,
    metrics: createMetrics('spec'),
    service: { name: 'normalizer', version: 'test' },
    now: () => 0,
    platforms: { decodeEnvelope, createNormalizer },
    limit: DEFAULT_DEAD_LETTER_LIMIT,
  });
  await normalize(aConsumedBatch([message]));
  const [sent, ...more] = output.messages;
  expect(more).toEqual([]);
  return sent!;
}

describe('a part of an export among batches', () => {
  it('passes as it is, in the partition of the person', async () => {
    const text = [HEADER, MONTH].map((line) => JSON.stringify(line)).join('\n');
    const sent = await normalized(anImport(`${text}\n`));
    expect(sent).toMatchObject({ topic: TOPICS.canonicalRecords.name, userKey: 'demo/u1', key: 'demo/u1' });
    expect(JSON.parse(String(sent.value))).toEqual({
      schemaVersion: 1,
      import: { importId: 'i1', tenant: 'demo', userId: 'u1', part: 0, isLast: true, receivedMs: RECEIVED_MS },
      lines: [HEADER, MONTH],
    });
  });

  it.each([
    ['a line that is no JSON', `${JSON.stringify(HEADER)}\n{"kind"`, {}, 'lines[1]'],
    ['a kind that no export has', '{"kind":"secret","data":{}}', {}, 'lines[0]'],
    ['data of another kind', JSON.stringify({ ...MONTH, kind: 'samples' }), {}, 'lines[0]'],
    ['no person', JSON.stringify(HEADER), { 'tributary-user': '' }, 'headers.tributary-user'],
    [
      'a part that is no number',
      JSON.stringify(HEADER),
      { 'tributary-import-part': 'x' },
      'headers.tributary-import-part',
    ],
    ['a time that is none', JSON.stringify(HEADER), { 'tributary-received-at': '' }, 'headers.tributary-received-at'],
  ])('goes to the dead letters whole for %s', async (_, value, headers, path) => {
    const sent = await normalized(anImport(value, headers));
    expect(sent.topic).toBe('raw-batches.v1.dlq');
    expect(sent.headers).toMatchObject({ 'tributary-code': 'envelope_invalid', 'tributary-path': path });
    expect(String(sent.value)).toBe(value);
  });
});
