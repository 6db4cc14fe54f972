import { valuesIdOf, type CanonicalChunk, type Platform, type RecordId } from '@tributary/contracts';
import {
  LONGEST_RECORDING_MS,
  LONGEST_SAMPLE_MS,
  recordingsBetween,
  snapshotPrefix,
  type MetricWindow,
  type UserData,
} from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { isSnapshotSince, typeId } from '../person/snapshots.js';
import { factsOf } from './identity-entry.js';
import { metricsOfType } from './metrics-of-type.js';
import { Placer, RECORDINGS } from './placer.js';
import { kindsOfType, windowIn } from './snapshot-parts.js';

/** What is stored and may be missing in a snapshot, with everything that would go with it. */
export async function loadSnapshots(work: PersonWork, data: UserData): Promise<void> {
  const windows = work.runs.flatMap(({ batch: { platform }, last }) =>
    (last?.snapshots ?? []).flatMap((snapshot) => {
      const window = windowIn(snapshot, work.snapshotPart);
      const { recordType } = snapshot;
      const metrics = metricsOfType(platform, recordType);
      return window ? [{ ...window, metrics, kinds: kindsOfType(platform, recordType) }] : [];
    }),
  );
  if (windows.length === 0) return;
  const metricWindows = windows.flatMap(({ fromMs, toMs, metrics }) =>
    // A series may begin in the window and have its first sample after it.
    metrics.map((metric): MetricWindow => ({ user: work.user, metric, fromMs, toMs: toMs + LONGEST_SAMPLE_MS })),
  );
  work.takeChunks(await data.chunks.inWindows(metricWindows));
  for (const { fromMs, toMs, kinds } of windows) {
    for (const kind of kinds)
      work.recordings.take(await recordingsBetween(data, work.user, kind, fromMs, toMs, LONGEST_RECORDING_MS));
  }
  const found = new Set([...work.chunks.values()].flatMap((chunk) => [...chunk.records.keys()]));
  for (const [id] of work.recordings.entries()) found.add(id as RecordId).add(valuesIdOf(id as RecordId));
  const registry = await data.registry.byKeys(work.user, found);
  work.registry.take(registry);
  const places = new Set([...registry.values()].flatMap(({ at }) => at));
  const missing = [...places].filter((place) => place !== RECORDINGS && !work.chunks.has(place));
  work.takeChunks(await data.chunks.byIds(missing));
}

/**
 * Snapshots of the types that came before them and are processed after them, those of the types that a snapshot comes
 * for, and those that decide over versions kept aside.
 */
export async function loadKeptSnapshots(work: PersonWork, data: UserData): Promise<void> {
  const types = new Map<string, readonly [Platform, string]>();
  const want = (platform: Platform, recordType: string): void => {
    const type = typeId(platform, recordType);
    types.set(snapshotPrefix(platform, type), [platform, type]);
  };
  for (const { batch, records, last } of work.runs) {
    for (const rawType of new Set(records.map((record) => record.rawType)))
      if (isSnapshotSince(work, batch.platform, typeId(batch.platform, rawType), batch.receivedMs))
        want(batch.platform, rawType);
    for (const { recordType } of last?.snapshots ?? []) want(batch.platform, recordType);
    if (last) for (const rawType of typesAside(work)) want(batch.platform, rawType);
  }
  for (const [prefix, [platform, type]] of types)
    if (isSnapshotSince(work, platform, type, -Infinity))
      work.snapshots.take(await data.snapshots.inKeyRange(work.user, prefix, `${prefix}}`));
}

const typesAside = (work: PersonWork): Set<string> =>
  new Set(
    Array.from(work.registry.entries(), ([, { outliving = [] }]) =>
      outliving.flatMap(({ content }) => (content && factsOf(content)?.rawType) ?? []),
    ).flat(),
  );

/**
 * Receipts that tell when what is stored was received: asked for where a batch is processed after one that was received
 * later. Batches mostly come in order, and then nothing is asked.
 */
export async function loadReceivedTimes(work: PersonWork, data: UserData): Promise<void> {
  const batches = new Set<string>();
  for (const [, { outliving = [] }] of work.registry.entries())
    for (const { content } of outliving) {
      const facts = content && factsOf(content);
      if (facts) batches.add(facts.batchId);
    }
  for (const run of lateRuns(work)) for (const batchId of batchesBehind(work, run)) batches.add(batchId);
  const missing = [...batches].filter((batchId) => work.receipts.get(batchId) === null);
  work.receipts.take(await data.receipts.byKeys(work.user, missing));
}

function lateRuns({ runs, syncStates }: PersonWork): CanonicalChunk[] {
  let latestMs = Math.max(0, ...Array.from(syncStates.entries(), ([, { lastReceivedMs }]) => lastReceivedMs));
  return runs.filter(({ batch }) => {
    const isLate = batch.receivedMs <= latestMs;
    latestMs = Math.max(latestMs, batch.receivedMs);
    return isLate;
  });
}

/** Batches that brought what a run says again, or what its snapshots may delete. */
function* batchesBehind(work: PersonWork, { records, last }: CanonicalChunk): Generator<string> {
  const placer = new Placer(work, '', null);
  for (const record of records) {
    const recording = work.recording(record.id);
    if (recording) yield recording.batchId;
    for (const id of placer.chunkIds(record)) {
      const stored = work.chunks.get(id)?.records.get(record.id);
      if (stored) yield stored.batchId;
    }
  }
  if (!last || last.snapshots.length === 0) return;
  for (const chunk of work.chunks.values()) for (const { batchId } of chunk.records.values()) yield batchId;
  for (const [, { batchId }] of work.recordings.entries()) yield batchId;
}
