import { toInstant, TOPICS, type ErasureView } from '@tributary/contracts';
import type { Erasure } from '@tributary/store';

type Step = ErasureView['steps'][number];

const toInstantOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : toInstant(epochMs));

const step = (name: string, doneMs: number | null, detail: string): Step => ({
  name,
  status: doneMs === null ? 'pending' : 'done',
  at: toInstantOrNull(doneMs),
  detail,
});

const RAW_TOPICS: Step = {
  name: 'raw_topics',
  status: 'retained',
  at: null,
  detail: `What was sent stays in ${TOPICS.rawBatches.name} and ${TOPICS.rawBatchesBackfill.name}, and what was made of it in the topics after them, until the retention of the topic removes it; no replay or rebuild brings it back.`,
};

function statusOf({ publishedMs, completedMs }: Erasure): ErasureView['status'] {
  if (completedMs !== null) return 'completed';
  return publishedMs === null ? 'requested' : 'erasing';
}

/** An erasure as the API shows it. */
export const toErasureView = (erasure: Erasure): ErasureView => ({
  erasureId: erasure.erasureId,
  status: statusOf(erasure),
  requestedAt: toInstant(erasure.requestedMs),
  completedAt: toInstantOrNull(erasure.completedMs),
  steps: [
    step('requested', erasure.requestedMs, 'Reads find nobody any more.'),
    step('published', erasure.publishedMs, 'Subscribers are told; every key of the compacted topics is set to null.'),
    step('deleted', erasure.deletedMs, 'Everything stored about the person is deleted.'),
    RAW_TOPICS,
    step('completed', erasure.completedMs, 'The id may be used again; its sequence begins at 1.'),
  ],
});
