import { METRIC_BY_ID, partId, type FlagId } from '@tributary/contracts';
import { nearDuplicates } from '@tributary/resolution';
import type { SeriesChunk, StoredRecord, StoredSample } from '@tributary/store';
import type { PersonWork, SampleChangeDraft } from '../person/person-work.js';

const FLAG: FlagId = 'near_duplicate';

/** Copies are told among amounts: readings of the same value a moment apart are no copies. */
const isAmount = (metric: string): boolean =>
  ['sweep', 'pooled'].includes(METRIC_BY_ID.get(metric)?.resolution ?? 'none');

/** Flags near copies in the chunks of amounts that changed, and takes the flag from samples that lost their twin. */
export function flagCopies(work: PersonWork): void {
  const chunks = [...work.changedChunks]
    .flatMap((id) => work.chunks.get(id) ?? [])
    .filter(({ key }) => isAmount(key.metric));
  const drafts = draftsByKey(work);
  for (const chunk of chunks) {
    const copies = nearDuplicates(candidatesOf(chunk));
    for (const record of chunk.records.values()) {
      if (record.samples.every((sample) => isFlagged(sample) === copies.has(partId(record.id, sample.part)))) continue;
      flagRecord(work, chunk, record, (sample) => copies.has(partId(record.id, sample.part)), drafts());
    }
  }
}

const isFlagged = ({ flags }: StoredSample): boolean => flags.includes(FLAG);

const candidatesOf = ({ key, records }: SeriesChunk) =>
  Array.from(records.values(), ({ id, samples }) =>
    samples.map(({ part, startMs, endMs, value }) => ({
      id: partId(id, part),
      sourceId: key.sourceId,
      startMs,
      endMs,
      value,
    })),
  ).flat();

const draftKey = ({ key, record, sample }: Pick<SampleChangeDraft, 'key' | 'record' | 'sample'>): string =>
  `${key.metric}|${partId(record.id, sample.part)}`;

/** Where the changes of amounts stand; asked for when there is a copy, which is seldom. */
function draftsByKey({ sampleChanges }: PersonWork): () => ReadonlyMap<string, number> {
  let drafts: Map<string, number> | null = null;
  return () => {
    if (drafts) return drafts;
    drafts = new Map();
    for (const [index, draft] of sampleChanges.entries())
      if (isAmount(draft.key.metric)) drafts.set(draftKey(draft), index);
    return drafts;
  };
}

function flagRecord(
  work: PersonWork,
  chunk: SeriesChunk,
  record: StoredRecord,
  isCopy: (sample: StoredSample) => boolean,
  drafts: ReadonlyMap<string, number>,
): void {
  const samples = record.samples.map((sample) => {
    if (isCopy(sample) === isFlagged(sample)) return sample;
    return {
      ...sample,
      flags: isCopy(sample) ? [...sample.flags, FLAG] : sample.flags.filter((flag) => flag !== FLAG),
    };
  });
  const flagged = { ...record, samples };
  chunk.records.set(record.id, flagged);
  samples.forEach((sample, index) => {
    if (sample === record.samples[index]) return;
    const change = { op: 'updated' as const, key: chunk.key, record: flagged, sample, batchId: record.batchId };
    const at = drafts.get(draftKey(change));
    const draft = at === undefined ? undefined : work.sampleChanges[at];
    // A sample that this flush brings is published once, with its flag.
    if (at !== undefined && draft && draft.op !== 'deleted')
      work.sampleChanges[at] = { ...draft, record: flagged, sample };
    else work.sampleChanges.push(change);
  });
}
