import type { ExportKind, ExportLine, ImportFacts, RecordId, SourceId } from '@tributary/contracts';
import { compareVersions } from '@tributary/resolution';
import {
  bucketOf,
  joinEvidence,
  joinTold,
  presentOf,
  type Entity,
  type Recording,
  type StoredRecord,
  type StoredSource,
} from '@tributary/store';
import type { Drafts } from '../person/drafts.js';
import type { EntityChange } from '../person/entity-change.js';
import type { PersonWork } from '../person/person-work.js';
import { routesTold, routesToldIn, settleRoutes } from '../steps/told-routes.js';
import { joinIdentity } from './join-identity.js';
import { joinSyncState } from './join-sync-state.js';

/** What the lines of one part are applied to. */
export interface ImportPart {
  readonly work: PersonWork;
  readonly facts: ImportFacts;
  readonly entities: EntityChange[];
}

type Apply<K extends ExportKind> = (part: ImportPart, line: ExportLine<K>) => void;

const sorted = (...lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].sort();

function joinSource({ work }: ImportPart, { data }: ExportLine<'source'>): void {
  const { id, ...source } = data;
  const before = work.source(id as SourceId);
  const after: StoredSource = before
    ? {
        ...before,
        recordingMethods: sorted(before.recordingMethods, source.recordingMethods),
        metrics: sorted(before.metrics, source.metrics),
        firstMs: Math.min(before.firstMs, source.firstMs),
        lastMs: Math.max(before.lastMs, source.lastMs),
      }
    : { u: work.user, ...source };
  work.sources.set(id, after);
}

/** Puts a record where its identity stands in this version and nothing is stored of it yet. */
function putSamples({ work }: ImportPart, { data }: ExportLine<'samples'>): void {
  const record = data.record as unknown as StoredRecord;
  const [first] = record.samples;
  const standing = work.registry.get(record.id);
  if (!first || (standing && !isStanding(standing.version, record.version))) return;
  const hour = bucketOf(data.metric, first.startMs);
  const key = { user: work.user, metric: data.metric, sourceId: data.sourceId as SourceId, hour };
  const chunk = work.chunk(key);
  if (chunk.records.has(record.id)) return;
  const stored = { ...record, revision: Math.max(record.revision, standing?.history.length ?? 0) };
  chunk.records.set(record.id, stored);
  work.changedChunks.add(chunk.id);
  for (const sample of stored.samples)
    work.sampleChanges.push({ op: 'created', key, record: stored, sample, batchId: record.batchId });
}

const isStanding = (standing: StoredRecord['version'] | null, version: StoredRecord['version']): boolean =>
  standing !== null && compareVersions(standing, version) === 0;

function putRecording({ work }: ImportPart, { data }: ExportLine<'recording'>): void {
  const recording = { u: work.user, ...data, ...spanOf(data) } as unknown as Recording;
  const { id } = recording.record;
  const told = routesTold(work, id);
  placeRecording(work, recording);
  settleRoutes(work, id, told, routesToldIn(recording));
}

function placeRecording(work: PersonWork, recording: Recording): void {
  const { id, version } = recording.record;
  const standing = work.registry.get(id);
  if (work.recording(id) !== null || (standing && !isStanding(standing.version, version))) return;
  work.recordings.set(id, recording);
  if (recording.kind === 'event') work.eventChanges.push({ op: 'created', recording, batchId: recording.batchId });
}

const spanOf = ({ record: { startMs, endMs } }: ExportLine<'recording'>['data']) => ({ startMs, endMs });

/** Derived entities come with their versions, which must not fall; the last part has all of them resolved again. */
const putEntity =
  (kind: EntityChange['kind'], draftsOf: (work: PersonWork) => Drafts<Entity<never>>) =>
  ({ work, entities }: ImportPart, { data }: ExportLine<EntityChange['kind']>): void => {
    const { id, ...entity } = data;
    const drafts = draftsOf(work);
    if (drafts.get(id) !== null) return;
    const after = { u: work.user, ...entity } as unknown as Entity<never>;
    drafts.set(id, after);
    if (!after.gone) entities.push({ kind, op: 'created', id, after });
  };

/** What a line of each kind does. All of them can be done again, and joined with what batches brought before. */
const APPLY: { readonly [K in ExportKind]: Apply<K> } = {
  export: () => undefined,
  user: ({ work }, line) => {
    work.restored.profile = line;
  },
  priorities: ({ work }, line) => {
    work.restored.rules = line;
  },
  source: joinSource,
  zone_month: ({ work }, { data }) => {
    const { month, offsets, told = [] } = data;
    const known = work.zoneMonths.get(month);
    let joined = joinEvidence(month, known, offsets) ?? known;
    for (const word of told) joined = joinTold(joined, word)?.month ?? joined;
    if (joined && joined !== known) work.zoneMonths.set(month, joined);
  },
  sync_state: ({ work }, line) => joinSyncState(work, line),
  snapshot: ({ work }, { data }) => {
    const { key, present, ...snapshot } = data;
    if (work.snapshots.get(key) === null) work.snapshots.set(key, { ...snapshot, present: presentOf(present) });
  },
  client_record: ({ work }, { data }) => {
    const { key, id, startMs, endMs } = data;
    const known = work.clientRecords.get(key);
    if (known === null || id < known.id) work.clientRecords.set(key, { id: id as RecordId, startMs, endMs });
  },
  identity: ({ work, facts }, line) => joinIdentity(work, line, facts.importId),
  samples: putSamples,
  recording: putRecording,
  workout: putEntity('workout', ({ workouts }) => workouts as unknown as Drafts<Entity<never>>),
  sleep: putEntity('sleep', ({ sleepEpisodes }) => sleepEpisodes as unknown as Drafts<Entity<never>>),
  daily_summary: putEntity('daily_summary', ({ dailySummaries }) => dailySummaries as unknown as Drafts<Entity<never>>),
  receipt: ({ work }, { data }) => {
    if (work.receipts.get(data.batchId)?.status === 'completed') return;
    const { tenant, userId } = work;
    work.receipts.set(data.batchId, { tenant, userId, ...data } as never);
  },
};

export function applyLines(part: ImportPart, lines: readonly ExportLine[]): void {
  for (const line of lines) (APPLY[line.kind] as Apply<ExportKind>)(part, line);
}
