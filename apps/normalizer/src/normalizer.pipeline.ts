import { RAW_BATCH_HEADERS, type NormalizerLane } from '@tributary/contracts';
import type { ConsumedBatch, IncomingMessage } from '@tributary/kafka';
import { begin, each, fanOut, settle, type DeadLetterLimitPolicy } from '@tributary/pipeline';
import type { createNormalizer, decodeEnvelope } from '@tributary/platforms';
import { EnvelopeGuard } from './envelope-guard.js';
import { createOutputs, type OutcomeParts } from './outcome-messages.js';
import { createDecodeEnvelope } from './steps/decode-envelope.step.js';
import { createMapToCanonical } from './steps/map-to-canonical.step.js';
import { besideErasures, orErasure } from './steps/pass-erasures.js';
import { besideImports, orImport } from './steps/pass-imports.js';

export interface NormalizerDependencies extends OutcomeParts {
  readonly platforms: {
    readonly decodeEnvelope: typeof decodeEnvelope;
    readonly createNormalizer: typeof createNormalizer;
  };
  readonly limit: DeadLetterLimitPolicy;
}

/** Bytes of JSON that are worked on in one go; parsed and mapped they take several times that. */
const SLICE_BYTES = 1024 * 1024;
/** What a compressed body inflates to, roughly. */
const INFLATION = 8;

/** Hops 3 and 4 of one lane: raw batches → canonical chunks, and dead letters for what cannot be read. */
export function createNormalizerPipeline(
  lane: NormalizerLane,
  deps: NormalizerDependencies,
): (batch: ConsumedBatch) => Promise<void> {
  const decode = orImport(orErasure(createDecodeEnvelope(deps.platforms.decodeEnvelope)));
  const map = besideImports(besideErasures(createMapToCanonical(deps.platforms.createNormalizer)));
  const outputs = createOutputs(lane, deps);
  const guard = new EnvelopeGuard(deps.limit);

  return async function normalize(batch: ConsumedBatch): Promise<void> {
    let settled = Promise.resolve();
    for (const slice of slicesOf(batch.messages)) {
      const envelopes = await each(begin(slice), decode);
      guard.check(envelopes);
      const runs = await fanOut(envelopes, map);
      await settled;
      settled = settle(runs, outputs);
      // While Kafka acknowledges, the next slice is mapped; its failure is met at the next `await settled`, not here.
      settled.catch(() => undefined);
      await batch.heartbeat();
      if (batch.isStale()) return;
    }
    await settled;
  };
}

function* slicesOf(messages: readonly IncomingMessage[]): Generator<IncomingMessage[]> {
  let slice: IncomingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    slice.push(message);
    bytes += weightOf(message);
    if (bytes < SLICE_BYTES) continue;
    yield slice;
    slice = [];
    bytes = 0;
  }
  if (slice.length > 0) yield slice;
}

function weightOf({ value, headers }: IncomingMessage): number {
  const isCompressed = (headers[RAW_BATCH_HEADERS.encoding] ?? 'identity') !== 'identity';
  return (value?.length ?? 0) * (isCompressed ? INFLATION : 1);
}
