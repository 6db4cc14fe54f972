import {
  RAW_BATCH_HEADERS,
  userKey,
  type ErasureMessage,
  type ImportMessage,
  type NormalizerLane,
} from '@tributary/contracts';
import { deadLetter, type IncomingMessage, type OutgoingMessage, type Output } from '@tributary/kafka';
import type { Metrics } from '@tributary/observability';
import type { Outputs, Rejected, Tally } from '@tributary/pipeline';
import type { CanonicalRun } from './steps/canonical-run.js';
import type { DecodedErasure } from './steps/pass-erasures.js';
import type { DecodedImport } from './steps/pass-imports.js';

/** What a lane lets through. */
type Passed = CanonicalRun | DecodedErasure | DecodedImport;

export interface OutcomeParts {
  readonly output: Output;
  readonly metrics: Metrics;
  readonly service: { readonly name: string; readonly version: string };
  readonly now: () => number;
}

const H = RAW_BATCH_HEADERS;

/** What the outcomes of a lane become: canonical chunks, dead letters, and counts. */
export function createOutputs(
  lane: NormalizerLane,
  parts: OutcomeParts,
): Outputs<IncomingMessage, Passed, OutgoingMessage> {
  return {
    toMessage: (passed, source) =>
      'json' in passed ? toChunkMessage(lane, passed, source) : toPassedMessage(lane, passed),
    toDeadLetter: (rejection, source) => toDeadLetter(rejection, source, parts),
    publish: (messages) => parts.output.publish(messages),
    count: (tally) => count(tally, parts.metrics),
  };
}

function toChunkMessage(
  lane: NormalizerLane,
  { batch, json }: CanonicalRun,
  { headers }: IncomingMessage,
): OutgoingMessage {
  const user = userKey(batch.tenant, batch.userId);
  const traceparent = headers[H.traceparent];
  return {
    topic: lane.to,
    userKey: user,
    key: user,
    value: json,
    headers: {
      [H.contentType]: 'application/json',
      [H.batchId]: batch.batchId,
      [H.schemaVersion]: '2',
      ...(traceparent === undefined ? {} : { [H.traceparent]: traceparent }),
    },
  };
}

/** What is not of a batch passes as it came. */
function toPassedMessage(lane: NormalizerLane, passed: DecodedErasure | DecodedImport): OutgoingMessage {
  const message: ErasureMessage | ImportMessage =
    'erasure' in passed ? { schemaVersion: 1, erasure: passed.erasure } : passed.imported;
  const { tenant, userId } = 'erasure' in message ? message.erasure : message.import;
  const user = userKey(tenant, userId);
  const headers = { [H.contentType]: 'application/json', [H.schemaVersion]: '1' };
  return { topic: lane.to, userKey: user, key: user, value: JSON.stringify(message), headers };
}

function toDeadLetter(
  { code, path, step, part }: Rejected,
  source: IncomingMessage,
  parts: OutcomeParts,
): OutgoingMessage {
  const { service, now } = parts;
  const reason = { code, path, step, service: service.name, serviceVersion: service.version, failedAtMs: now() };
  return deadLetter(source, part === undefined ? reason : { ...reason, record: part });
}

function count({ published, rejected }: Tally<IncomingMessage, Passed>, metrics: Metrics): void {
  for (const { value: run } of published) {
    if (!('json' in run)) continue;
    metrics.count('records', { step: 'mapToCanonical', outcome: 'ok' }, run.passed);
    metrics.count('samples', { step: 'mapToCanonical' }, run.samples);
    if (run.fromIndex === 0) metrics.count('batches', { outcome: 'normalized' });
    for (const { code } of run.warnings) metrics.count('warnings', { code });
  }
  for (const { outcome } of rejected) {
    const { step, code, part } = outcome;
    if (part === undefined) metrics.count('batches', { outcome: code });
    else metrics.count('records', { step, outcome: code });
  }
}
