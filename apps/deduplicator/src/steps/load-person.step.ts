import {
  valuesIdOf,
  type CanonicalChunk,
  type CanonicalDeletion,
  type CanonicalRecord,
  type RecordId,
} from '@tributary/contracts';
import {
  bucketHours,
  chunkKeyOf,
  HOUR_MS,
  monthOf,
  type PersonErasures,
  type ProfileRepository,
  type RegistryEntry,
  type UserData,
} from '@tributary/store';
import { deviceZoneHours, isZoneToldLate, MONTHS_MARGIN_HOURS } from '../person/device-zones.js';
import type { NeighbourhoodCache } from '../person/neighbourhood.js';
import type { PersonWork } from '../person/person-work.js';
import { clientRecordKeys } from './client-records.js';
import { chunksHolding, readChunksHolding } from './dense-chunks.js';
import { loadKeptSnapshots, loadReceivedTimes, loadSnapshots } from './load-snapshots.js';
import { Placer, RECORDINGS } from './placer.js';

export interface PersonReader {
  readonly data: UserData;
  readonly profiles: ProfileRepository;
  readonly erasures: PersonErasures;
  readonly neighbourhoods: NeighbourhoodCache;
}

/** What the runs name. */
interface Named {
  readonly records: readonly CanonicalRecord[];
  readonly deletions: readonly CanonicalDeletion[];
  /** Of both, with those that the values of an event would have. */
  readonly ids: ReadonlySet<RecordId>;
}

function namedIn(runs: readonly CanonicalChunk[]): Named {
  const records = runs.flatMap((run) => run.records);
  const deletions = runs.flatMap((run) => run.last?.deletions ?? []);
  const withValues = records.filter(({ content }) => content.kind !== 'samples').map(({ id }) => valuesIdOf(id));
  const ids = new Set<RecordId>([...records.map(({ id }) => id), ...deletions.map(({ id }) => id), ...withValues]);
  return { records, deletions, ids };
}

/** Reads what the runs of one person can touch. */
export async function loadPerson(work: PersonWork, reader: PersonReader): Promise<void> {
  const { data, neighbourhoods } = reader;
  const named = namedIn(work.runs);
  // Before everything else: what is read after it is at least as new as the revision that the commit is fenced by.
  work.ledger = await data.ledgers.get(work.user);
  takeKept(work, neighbourhoods);
  const holding = await loadByKey(work, named, reader);
  await loadValuesLeft(work, data, named);
  await loadPlaces(work, data, named, holding);
  await loadSnapshots(work, data);
  await loadKeptSnapshots(work, data);
  await loadReceivedTimes(work, data);
  await loadZones(work, data, hoursTouched(work));
  if (isZoneToldLate(work)) work.zoneMonths.take(await data.zoneMonths.all(work.user));
}

function takeKept(work: PersonWork, neighbourhoods: NeighbourhoodCache): void {
  const kept = neighbourhoods.take(work.user, work.ledger?.revision ?? 0);
  if (!kept) return;
  work.takeChunks(kept.chunks);
  work.neighbourhood.include(kept.spans);
  work.idColumns = kept.idColumns;
}

/** Everything that has a key of its own. Answers the chunks that may hold what is deleted, where columns tell already. */
async function loadByKey(
  work: PersonWork,
  { ids, deletions }: Named,
  { data, profiles, erasures }: PersonReader,
): Promise<readonly string[] | null> {
  const { user, runs, idColumns } = work;
  const [userProfile, sources, registry, receipts, syncStates, clientRecords, erasure, holding] = await Promise.all([
    profiles.get(user),
    data.sources.all(user),
    data.registry.byKeys(user, ids),
    data.receipts.byKeys(user, new Set(runs.map((run) => run.batch.batchId))),
    data.syncStates.all(user),
    data.clientRecords.byKeys(user, clientRecordKeys(runs)),
    erasures.stubOf(user),
    idColumns ? chunksHolding(work, idColumns, deletions) : null,
  ]);
  work.erasure = erasure;
  work.profile = userProfile;
  work.sources.take(sources);
  work.registry.take(registry, ids);
  work.receipts.take(receipts);
  work.syncStates.take(syncStates);
  work.clientRecords.take(clientRecords);
  return holding;
}

/** The chunks and recordings that records come to, or that what is named lies in. */
async function loadPlaces(
  work: PersonWork,
  data: UserData,
  { records, deletions }: Named,
  holding: readonly string[] | null,
): Promise<void> {
  const { user, registry } = work;
  const placer = new Placer(work, '', null);
  const unregistered = deletions.filter(({ id }) => registry.read(id) === null);
  const chunkIds = new Set([
    ...records.flatMap((record) => placer.chunkIds(record)),
    ...Array.from(registry.entries(), ([, entry]) => placesOf(entry))
      .flat()
      .filter((place) => place !== RECORDINGS),
    ...(holding ?? (await readChunksHolding(work, data, unregistered))),
  ]);
  const isMissing = (id: string): boolean => !work.chunks.has(id) && !work.neighbourhood.holds(chunkKeyOf(id));
  const recorded = Array.from(registry.entries()).filter(([, { at }]) => at.includes(RECORDINGS));
  const [chunks, recordings] = await Promise.all([
    data.chunks.byIds([...chunkIds].filter(isMissing)),
    data.recordings.byKeys(user, new Set(recorded.map(([id]) => id))),
  ]);
  work.takeChunks(chunks);
  work.recordings.take(recordings);
}

/** Where an identity lies, and where versions of it lay that a delete may bring back. */
const placesOf = ({ at, outliving = [] }: RegistryEntry): string[] => [
  ...at,
  ...outliving.flatMap(({ content }) => content?.pieces.map(({ chunk }) => chunk) ?? []),
];

/** An event with values that is deleted, or whose next version is samples, takes them along. */
async function loadValuesLeft(work: PersonWork, data: UserData, { records, deletions }: Named): Promise<void> {
  const becomeSamples = records.filter(({ content }) => content.kind === 'samples');
  const left = [...becomeSamples, ...deletions].filter(({ id }) => wasRecording(work.registry.get(id)));
  work.registry.take(await data.registry.byKeys(work.user, new Set(left.map(({ id }) => valuesIdOf(id)))));
}

const wasRecording = (entry: RegistryEntry | null): boolean =>
  entry !== null && (entry.at.includes(RECORDINGS) || entry.outliving !== undefined);

/** Hours of everything that comes and of every place that may be left. */
function hoursTouched(work: PersonWork): Set<number> {
  const hours = new Set<number>(deviceZoneHours(work));
  for (const run of work.runs)
    for (const record of run.records)
      hours.add(Math.floor(record.startMs / HOUR_MS)).add(Math.floor(record.endMs / HOUR_MS));
  for (const { key } of work.chunks.values()) hours.add(key.hour).add(key.hour + bucketHours(key.metric));
  for (const [, recording] of work.recordings.entries())
    hours.add(Math.floor(recording.startMs / HOUR_MS)).add(Math.floor(recording.endMs / HOUR_MS));
  return hours;
}

/**
 * Offsets that records named, for the months around the hours: where days begin and end depends on them. Days near may
 * have other borders once an hour is told; what decides their own borders lies days farther.
 */
export async function loadZones(work: PersonWork, data: UserData, hours: ReadonlySet<number>): Promise<void> {
  const months = new Set(
    [...hours].flatMap((hour) => [monthOf(hour - MONTHS_MARGIN_HOURS), monthOf(hour + MONTHS_MARGIN_HOURS)]),
  );
  work.zoneMonths.take(await data.zoneMonths.byKeys(work.user, months));
}
