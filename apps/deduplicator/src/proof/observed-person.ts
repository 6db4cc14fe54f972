import {
  METRIC_BY_ID,
  partId,
  toInstant,
  type OutcomeCounts,
  type ProductEvent,
  type SampleChanges,
  type UserKey,
} from '@tributary/contracts';
import type { OutgoingMessage } from '@tributary/kafka';
import { chunkKeyOf, everythingOf, routeOf, type Store, type UserData } from '@tributary/store';
import type { DayValues } from './day-model.js';
import type { ModelReceipt, Standing } from './identity-model.js';

/** What the proofs compare: the database on one side, the model on the other. */
export interface Person {
  /** Sample id → metric, source, start, end, value, version. */
  readonly samples: Record<string, unknown>;
  /** Record id → kind, source, start, end, version, route. */
  readonly recordings: Record<string, unknown>;
  readonly days: Record<string, DayValues>;
  readonly receipts: Record<string, { outcomes: OutcomeCounts; snapshotDeletions: number }>;
  /** `platform|record type` → how many records of it stand, as sync-state tells the phone. */
  readonly counts: Record<string, unknown>;
}

type Row = readonly [string, unknown];
const sortedRows = (rows: readonly Row[]): Record<string, unknown> =>
  Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));

export function expectedPerson(
  standing: ReadonlyMap<string, Standing>,
  receipts: ReadonlyMap<string, ModelReceipt>,
  days: Record<string, DayValues>,
): Person {
  const samples: Row[] = [];
  const recordings: Row[] = [];
  const counts = new Map<string, number>();
  for (const { record, revision, route } of standing.values()) {
    const { id, sourceId, content } = record;
    const type = `${id.startsWith('hk-') ? 'healthkit' : 'health_connect'}|${record.rawType}`;
    if (!id.endsWith('~values')) counts.set(type, (counts.get(type) ?? 0) + 1);
    if (content.kind !== 'samples')
      recordings.push([
        id,
        [content.kind, sourceId, toInstant(record.startMs), toInstant(record.endMs), revision, route],
      ]);
    else
      for (const { part, metric, startMs, endMs, value } of content.samples)
        samples.push([partId(id, part), [metric, sourceId, toInstant(startMs), toInstant(endMs), value, revision]]);
  }
  return {
    samples: sortedRows(samples),
    recordings: sortedRows(recordings),
    days,
    receipts: Object.fromEntries(
      Array.from(receipts, ([id, { outcomes, snapshotDeletions }]) => [id, { outcomes, snapshotDeletions }]),
    ),
    counts: sortedRows([...counts]),
  };
}

/** What the database holds of a person. */
export async function storedPerson(store: Store, data: UserData, user: UserKey): Promise<Person> {
  const range = { _id: everythingOf(user) };
  const [ids, recordings, days, receipts, syncStates] = await Promise.all([
    store
      .collection<{ _id: string }>('series_chunks')
      .find(range, { projection: { _id: 1 } })
      .toArray(),
    data.recordings.all(user),
    data.dailySummaries.all(user),
    data.receipts.all(user),
    data.syncStates.all(user),
  ]);
  const chunks = await data.chunks.byIds(ids.map(({ _id }) => _id));
  const samples = chunks.flatMap((chunk) => {
    const { metric, sourceId } = chunkKeyOf(chunk.id);
    return [...chunk.records.values()].flatMap((record) =>
      record.samples.map(({ part, startMs, endMs, value }): Row => [
        partId(record.id, part),
        [metric, sourceId, toInstant(startMs), toInstant(endMs), value, record.revision],
      ]),
    );
  });
  return {
    samples: sortedRows(samples),
    recordings: sortedRows(
      Array.from(recordings, ([id, recording]): Row => {
        const { kind, startMs, endMs, record, revision } = recording;
        return [id, [kind, record.sourceId, toInstant(startMs), toInstant(endMs), revision, routeOf(recording)]];
      }),
    ),
    days: Object.fromEntries(
      [...days].flatMap(([date, { gone, view }]) => {
        const values = Object.entries(view.metrics).map(([metric, { value }]) => [metric, value] as const);
        return gone || values.length === 0 ? [] : [[date, Object.fromEntries(values)] as const];
      }),
    ),
    receipts: Object.fromEntries(
      Array.from(receipts, ([id, { outcomes, snapshotDeletions }]) => [id, { outcomes, snapshotDeletions }]),
    ),
    counts: sortedRows(
      [...syncStates].flatMap(([type, { records }]) => (records === 0 ? [] : [[type, records] as const])),
    ),
  };
}

/** What a subscriber has who read every event: sample or entity → its latest data. */
export interface Replayed {
  readonly samples: Record<string, unknown>;
  readonly entities: Record<string, unknown>;
  /** What no subscriber should see: gaps, a change of what is not there, versions that do not rise. */
  readonly faults: readonly string[];
}

export function replay(messages: readonly OutgoingMessage[]): Replayed {
  const samples = new Map<string, unknown>();
  const entities = new Map<string, unknown>();
  const versions = new Map<string, number>();
  const faults: string[] = [];
  let sequence = 0;
  const apply = (into: Map<string, unknown>, key: string, op: string, data: unknown): void => {
    if (into.has(key) !== (op !== 'created')) faults.push(`${op} of ${key} at ${String(sequence)}`);
    if (op === 'deleted') into.delete(key);
    else into.set(key, data);
  };
  messages.forEach(({ value, topic, key }, at) => {
    if (value === null) return;
    const event = JSON.parse(String(value)) as ProductEvent;
    sequence += 1;
    if (event.sequence !== sequence) faults.push(`sequence ${String(event.sequence)} at ${String(sequence)}`);
    if (event.entityId === undefined) return applyChanges(event.data as SampleChanges);
    const entity = `${topic}/${event.entityId}`;
    if ((event.version ?? 0) <= (versions.get(entity) ?? 0)) faults.push(`version of ${entity} does not rise`);
    versions.set(entity, event.version ?? 0);
    apply(entities, entity, event.op, event.data);
    const next = messages[at + 1];
    const isEmptied = next?.value === null && next.key === key && next.topic === topic;
    if (isEmptied !== (event.op === 'deleted')) faults.push(`null value of ${entity} at ${String(sequence)}`);
  });

  function applyChanges({ metric, sourceId, changes }: SampleChanges): void {
    if (!METRIC_BY_ID.has(metric)) faults.push(`metric ${metric}`);
    for (const { op, sample } of changes) {
      const row = 'value' in sample ? [metric, sourceId, sample.start, sample.end, sample.value, sample.version] : null;
      apply(samples, sample.id, op, row);
    }
  }
  return { samples: sortedRows([...samples]), entities: sortedRows([...entities]), faults };
}

/** Entities as a subscriber should have them, by topic and id. */
export async function storedEntities(data: UserData, user: UserKey): Promise<Record<string, unknown>> {
  const kinds = [
    ['daily-summaries.v1', data.dailySummaries],
    ['sleep-sessions.v1', data.sleepEpisodes],
    ['workouts.v1', data.workouts],
  ] as const;
  const found: Row[] = [];
  for (const [topic, collection] of kinds)
    for (const [id, { gone, view }] of await collection.all(user)) if (!gone) found.push([`${topic}/${id}`, view]);
  return sortedRows(found);
}
