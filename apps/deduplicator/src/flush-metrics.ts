import { noOutcomes, OUTCOMES } from '@tributary/contracts';
import type { Metrics } from '@tributary/observability';
import type { Receipt } from '@tributary/store';
import type { PersonWork } from './person/person-work.js';

/** Counts what a flush did, after it is durable: outcomes by name, samples, and how fresh the batches were. */
export function createFlushMetrics(metrics: Metrics): (work: PersonWork) => void {
  return function flushed(work) {
    for (const [batchId, receipt] of work.receipts.changes) {
      if (receipt) countOutcomes(metrics, receipt, work.receipts.read(batchId));
    }
    metrics.count('samples', { step: 'commitWork' }, work.sampleChanges.length);
    for (const run of work.runs) {
      if (run.last?.more === false)
        metrics.observe('freshness', { origin: run.batch.origin }, (Date.now() - run.batch.receivedMs) / 1000);
    }
  };
}

function countOutcomes(metrics: Metrics, after: Receipt, before: Receipt | null): void {
  const was = before?.outcomes ?? noOutcomes();
  for (const outcome of OUTCOMES) {
    const more = after.outcomes[outcome] - was[outcome];
    if (more > 0) metrics.count('records', { step: 'commitWork', outcome }, more);
  }
}
