import { TOPICS, NORMALIZER_LANES } from '@tributary/contracts';
import { aConsumedBatch, MemoryOutput } from '@tributary/kafka/testing';
import { createMetrics } from '@tributary/observability';
import { DEFAULT_DEAD_LETTER_LIMIT } from '@tributary/pipeline';
import { createNormalizer, decodeEnvelope } from '@tributary/platforms';
import { createNormalizerPipeline } from '../normalizer.pipeline.js';
import { aRawBatchHeaders, aRawMessage, aStepRecord } from '../testing/raw-messages.js';

const [LIVE] = NORMALIZER_LANES;

const anErasure = (headers: Readonly<Record<string, string>> = {}) => ({
  ...aRawMessage({}),
  value: null,
  headers: {
    'tributary-kind': 'erasure',
    'tributary-erasure-id': 'e1',
    'tributary-requested-at': '2026-03-29T06:15:00.000Z',
    'tributary-tenant': 'demo',
    'tributary-user': 'u1',
    'tributary-origin': 'live',
    ...headers,
  },
});

function aNormalizer() {
  const output = new MemoryOutput();
  const normalize = createNormalizerPipeline(LIVE, {
    output,
    metrics: createMetrics('spec'),
    service: { name: 'normalizer', version: 'test' },
    now: () => 0,
    platforms: { decodeEnvelope, createNormalizer },
    limit: DEFAULT_DEAD_LETTER_LIMIT,
  });
  return { output, normalize };
}

describe('an erasure among batches', () => {
  it('keeps its place', async () => {
    const { output, normalize } = aNormalizer();
    const batch = (batchId: string) =>
      aRawMessage(
        { platform: 'healthkit', records: [aStepRecord('A')] },
        {
          headers: aRawBatchHeaders({ 'tributary-batch-id': batchId }),
        },
      );
    await normalize(aConsumedBatch([batch('b1'), anErasure(), batch('b2')]));
    const values = output.messages.map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
    expect(values.map((value) => ('erasure' in value ? 'erasure' : 'run'))).toEqual(['run', 'erasure', 'run']);
    expect(output.messages[1]).toEqual({
      topic: TOPICS.canonicalRecords.name,
      userKey: 'demo/u1',
      key: 'demo/u1',
      headers: { 'content-type': 'application/json', 'tributary-schema-version': '1' },
      value: JSON.stringify({
        schemaVersion: 1,
        erasure: {
          erasureId: 'e1',
          tenant: 'demo',
          userId: 'u1',
          requestedMs: Date.UTC(2026, 2, 29, 6, 15),
          origin: 'live',
        },
      }),
    });
  });

  it.each(['tributary-erasure-id', 'tributary-requested-at', 'tributary-tenant', 'tributary-user'])(
    'without a good %s goes to the dead letters',
    async (header) => {
      const { output, normalize } = aNormalizer();
      await normalize(aConsumedBatch([anErasure({ [header]: '' })]));
      expect(output.messages).toMatchObject([
        {
          topic: 'raw-batches.v1.dlq',
          headers: { 'tributary-code': 'envelope_invalid', 'tributary-path': `headers.${header}` },
        },
      ]);
    },
  );
});
