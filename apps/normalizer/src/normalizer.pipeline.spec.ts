import { unpackChunk, type PackedChunk, NORMALIZER_LANES, type NormalizerLane } from '@tributary/contracts';
import type { OutgoingMessage, Output } from '@tributary/kafka';
import { aConsumedBatch } from '@tributary/kafka/testing';
import { createMetrics, type Metrics } from '@tributary/observability';
import { DEFAULT_DEAD_LETTER_LIMIT, DeadLetterLimitError, TransientError } from '@tributary/pipeline';
import { Recorder } from '@tributary/pipeline/testing';
import { createNormalizer, decodeEnvelope } from '@tributary/platforms';
import { createNormalizerPipeline } from './normalizer.pipeline.js';
import { aBrokenRecord, aRawBatchHeaders, aRawMessage, aStepRecord } from './testing/raw-messages.js';

/** One line an action: what a subscriber would see. */
function describeMessage({ topic, userKey, key, value, headers }: OutgoingMessage): string {
  const where = `${topic} ${userKey} ${String(key)}`;
  if (topic.endsWith('.dlq')) {
    const index = headers['tributary-record-index'];
    return `${where}: ${headers['tributary-code'] ?? ''} at '${headers['tributary-path'] ?? ''}'${index === undefined ? '' : ` of record ${index}`}`;
  }
  const { batch, records, fromIndex, toIndex } = unpackChunk(JSON.parse(String(value)) as PackedChunk);
  return `${where}: ${batch.batchId} [${fromIndex}, ${toIndex}) with ${records.length}`;
}

interface Service {
  readonly recorder: Recorder<string>;
  readonly metrics: Metrics;
  /** Handles a batch as the consumer would: the offset moves when `handle` has returned. */
  consume(...messages: ReturnType<typeof aRawMessage>[]): Promise<void>;
}

function aService(lane: NormalizerLane = NORMALIZER_LANES[0], limit = DEFAULT_DEAD_LETTER_LIMIT): Service {
  const recorder = new Recorder<string>();
  const metrics = createMetrics('normalizer');
  const output: Output = { publish: (messages) => recorder.write(messages.map(describeMessage)) };
  const handle = createNormalizerPipeline(lane, {
    output,
    metrics,
    limit,
    service: { name: 'normalizer', version: '0.1.0' },
    now: () => Date.UTC(2026, 2, 29, 7),
    platforms: { decodeEnvelope, createNormalizer },
  });
  const consume = async (...messages: ReturnType<typeof aRawMessage>[]) => {
    const numbered = messages.map((message, offset) => ({ ...message, offset: String(offset) }));
    await handle(aConsumedBatch(numbered));
    recorder.record(`commit ${numbered.at(-1)?.offset ?? ''}`);
  };
  return { recorder, metrics, consume };
}

const aBatch = (id: string, records: unknown[], origin = 'live') =>
  aRawMessage(
    { platform: 'healthkit', records },
    { headers: aRawBatchHeaders({ 'tributary-batch-id': id, 'tributary-origin': origin }) },
  );
const unreadable = () => aRawMessage('{');

describe('the normalizer', () => {
  it('publishes, dead-letters and then commits, in order', async () => {
    const { recorder, consume } = aService();
    await consume(
      aBatch('b1', [aStepRecord('a'), aBrokenRecord('b')]),
      unreadable(),
      aBatch(
        'b2',
        Array.from({ length: 700 }, (_, index) => aStepRecord(`s${index}`)),
      ),
    );
    expect(recorder.actions).toEqual([
      'canonical-records.v1 demo/u1 demo/u1: b1 [0, 2) with 1',
      "raw-batches.v1.dlq demo/u1 demo/u1: payload_invalid at 'records[1].quantity' of record 1",
      "raw-batches.v1.dlq demo/u1 demo/u1: body_unreadable at ''",
      'canonical-records.v1 demo/u1 demo/u1: b2 [0, 500) with 500',
      'canonical-records.v1 demo/u1 demo/u1: b2 [500, 700) with 200',
      'commit 2',
    ]);
  });

  it('keeps backfill on its own topics', async () => {
    const { recorder, consume } = aService(NORMALIZER_LANES[1]);
    await consume(aBatch('b1', [aStepRecord('a')], 'backfill'));
    expect(recorder.actions[0]).toMatch(/^canonical-records-backfill\.v1 /);
  });

  it('does not commit while Kafka does not acknowledge, and does all of it again', async () => {
    const { recorder, consume } = aService();
    recorder.failNext(1);
    const batch = aBatch('b1', [aStepRecord('a')]);
    await expect(consume(batch)).rejects.toBeInstanceOf(TransientError);
    expect(recorder.actions).toEqual([]);
    await consume(batch);
    expect(recorder.actions).toEqual(['canonical-records.v1 demo/u1 demo/u1: b1 [0, 1) with 1', 'commit 0']);
  });

  it('meets a failure of any slice of a large batch before it commits', async () => {
    const { recorder, consume } = aService();
    recorder.failNext(1);
    const large = (id: string) => aBatch(id, [aStepRecord('a', { filler: 'x'.repeat(1_100_000) })]);
    await expect(consume(large('b1'), large('b2'), large('b3'))).rejects.toBeInstanceOf(TransientError);
    expect(recorder.actions).not.toContain('commit 2');
  });

  it('stops at too many unreadable batches in a row before it writes the last of them', async () => {
    const { recorder, consume } = aService(NORMALIZER_LANES[0], { ...DEFAULT_DEAD_LETTER_LIMIT, inARow: 3 });
    await expect(consume(unreadable(), unreadable(), unreadable())).rejects.toBeInstanceOf(DeadLetterLimitError);
    expect(recorder.actions).toEqual([]);
  });

  it('judges a batch once that comes again after an outage', async () => {
    const { recorder, consume } = aService(NORMALIZER_LANES[0], { ...DEFAULT_DEAD_LETTER_LIMIT, inARow: 3 });
    recorder.failNext(2);
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(consume(unreadable(), unreadable())).rejects.toBeInstanceOf(TransientError);
    await consume(unreadable(), unreadable());
    expect(recorder.actions.at(-1)).toBe('commit 1');
  });

  it('counts what became of batches and records', async () => {
    const { metrics, consume } = aService();
    await consume(aBatch('b1', [aStepRecord('a'), aBrokenRecord('b'), aStepRecord('c')]), unreadable());
    const text = await metrics.text();
    for (const line of [
      'tributary_batches_total{outcome="normalized",service="normalizer"} 1',
      'tributary_batches_total{outcome="body_unreadable",service="normalizer"} 1',
      'tributary_records_total{step="mapToCanonical",outcome="ok",service="normalizer"} 2',
      'tributary_records_total{step="mapToCanonical",outcome="payload_invalid",service="normalizer"} 1',
      'tributary_samples_total{step="mapToCanonical",service="normalizer"} 2',
    ])
      expect(text).toContain(line);
  });
});
