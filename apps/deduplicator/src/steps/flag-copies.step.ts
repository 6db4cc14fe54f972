import { partId, type FlagId } from '@tributary/contracts';
import { nearDuplicates, type CopyCandidate } from '@tributary/resolution';
import {
  bucketHours,
  chunkId,
  COPY_MARGIN_MS,
  HOUR_MS,
  type SeriesChunk,
  type StoredRecord,
  type StoredSample,
} from '@tributary/store';
import { isAmount, type PersonWork, type SampleChangeDraft } from '../person/person-work.js';
import type { Span } from '../person/spans.js';

const FLAG: FlagId = 'near_duplicate';

/**
 * Flags near copies in the chunks of amounts that changed and over their borders, and takes the flag from samples that
 * lost their twin. The days of what changed are resolved by now, so what lies beside it within a second is in memory.
 */
export function flagCopies(work: PersonWork): void {
  const changed = [...work.changedChunks]
    .flatMap((id) => work.chunks.get(id) ?? [])
    .filter(({ key }) => isAmount(key.metric));
  const drafts = draftsByKey(work);
  // What lies beside a chunk is read before any is opened: as long as they are packed that is cheap.
  const own = changed.map((chunk) => ({ chunk, borders: bordersOf(work, chunk) }));
  const others = new Set(
    own.flatMap(({ borders }) => borders.flatMap(({ other, beside }) => (beside.length > 0 && other ? [other] : []))),
  );
  for (const { chunk } of own) others.delete(chunk);
  const sides = [...own, ...Array.from(others, (chunk) => ({ chunk, borders: bordersOf(work, chunk) }))];
  for (const { chunk, borders } of sides) {
    const copies = nearDuplicates([...candidatesOf(chunk), ...borders.flatMap(({ beside }) => beside)]);
    const unseen = borders.filter(({ isSeen }) => !isSeen);
    const isUnseen = ({ startMs }: StoredSample): boolean => unseen.some(({ within }) => isStartIn(within, startMs));
    for (const record of chunk.records.values()) {
      // Where a twin may lie that is not in memory nothing changed, and the flag is right as it is.
      const isCopy = (sample: StoredSample): boolean =>
        copies.has(partId(record.id, sample.part)) || (isFlagged(sample) && isUnseen(sample));
      if (record.samples.every((sample) => isFlagged(sample) === isCopy(sample))) continue;
      work.changedChunks.add(chunk.id);
      flagRecord(work, chunk, record, isCopy, drafts());
    }
  }
}

const isFlagged = ({ flags }: StoredSample): boolean => flags.includes(FLAG);

/** Where a chunk ends and another one of its source may begin: copies may lie within a second on both sides. */
interface Border {
  readonly within: Span;
  /** The chunk on the other side, where there is one in memory, and its samples next to the border. */
  readonly other: SeriesChunk | undefined;
  readonly beside: readonly CopyCandidate[];
  /** Whether everything on the other side is in memory. */
  readonly isSeen: boolean;
}

function bordersOf(work: PersonWork, { key }: SeriesChunk): readonly [Border, Border] {
  const hours = bucketHours(key.metric);
  const [startMs, endMs] = [key.hour * HOUR_MS, (key.hour + hours) * HOUR_MS];
  const before = (ms: number): Span => ({ fromMs: ms - COPY_MARGIN_MS, toMs: ms });
  const after = (ms: number): Span => ({ fromMs: ms, toMs: ms + COPY_MARGIN_MS });
  const border = (hour: number, within: Span, beyond: Span): Border => {
    const other = work.chunks.get(chunkId({ ...key, hour }));
    const isSeen = work.neighbourhood.covers({ ...key, ...beyond });
    return { within, other, beside: other ? samplesIn(other, beyond) : [], isSeen };
  };
  return [
    border(key.hour - hours, after(startMs), before(startMs)),
    border(key.hour + hours, before(endMs), after(endMs)),
  ];
}

const isStartIn = ({ fromMs, toMs }: Span, startMs: number): boolean => startMs >= fromMs && startMs < toMs;

function samplesIn(chunk: SeriesChunk, span: Span): CopyCandidate[] {
  const { sourceId, startMs: starts, endMs: ends, value: values, idAt } = chunk.samples();
  const found: CopyCandidate[] = [];
  for (const [row, startMs] of starts.entries()) {
    const [endMs, value] = [ends[row], values[row]];
    if (!isStartIn(span, startMs) || endMs === undefined || value === undefined) continue;
    found.push({ id: idAt(row), sourceId, startMs, endMs, value });
  }
  return found;
}

const candidatesOf = ({ key, records }: SeriesChunk): CopyCandidate[] =>
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
