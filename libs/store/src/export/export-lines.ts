import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  METRIC_BY_ID,
  toInstant,
  type ExportKind,
  type ExportLine,
  type UserKey,
} from '@tributary/contracts';
import type { Store } from '../connection.js';
import type { UserCollection } from '../user-collection.js';
import { userData, type UserData } from '../user-data.js';
import type { StoredRules, UserProfile } from '../users/user-documents.js';
import { readEvidence } from '../users/zone-evidence.js';
import { entryOutOf, presentText } from './portable.js';

type Lines = AsyncGenerator<ExportLine>;
type Take = (data: UserData, user: UserKey) => Lines;

/** One line a document, in the order of the keys; null leaves one out. */
const take = <T extends object>(
  kind: ExportKind,
  collectionOf: (data: UserData) => UserCollection<T>,
  toData: (key: string, document: T, user: UserKey) => object | null,
): Take =>
  async function* (data, user) {
    for await (const [key, document] of collectionOf(data).each(user)) {
      const line = toData(key, document, user);
      if (line !== null) yield { kind, data: line } as ExportLine;
    }
  };

const withoutUser = <T extends { readonly u: UserKey }>({ u: _, ...rest }: T): Omit<T, 'u'> => rest;

async function* sampleLines({ chunks }: UserData, user: UserKey): Lines {
  for await (const { key, records } of chunks.each(user)) {
    const { metric, sourceId } = key;
    const unit = METRIC_BY_ID.get(metric)?.unit ?? '1';
    for (const record of records.values())
      yield { kind: 'samples', data: { metric, unit, sourceId, record } } as unknown as ExportLine;
  }
}

/**
 * What an export takes of each collection, in the order of its lines; null: what only this installation needs. Sequence
 * and change feed are those of its topics and begin anew elsewhere.
 */
const TAKEN: Readonly<Record<keyof UserData, Take | null>> = {
  sources: take(
    'source',
    (data) => data.sources,
    (id, source) => ({ id, ...withoutUser(source) }),
  ),
  zoneMonths: take(
    'zone_month',
    (data) => data.zoneMonths,
    (month, stored) => ({
      month,
      offsets: readEvidence(month, stored),
      ...(stored.told && { told: stored.told }),
    }),
  ),
  syncStates: take(
    'sync_state',
    (data) => data.syncStates,
    (_, state) => state,
  ),
  snapshots: take(
    'snapshot',
    (data) => data.snapshots,
    (key, { present, ...snapshot }) => ({ key, ...snapshot, present: presentText(present) }),
  ),
  clientRecords: take(
    'client_record',
    (data) => data.clientRecords,
    (key, record) => ({ key, ...record }),
  ),
  registry: take(
    'identity',
    (data) => data.registry,
    (id, entry, user) => ({ id, ...entryOutOf(entry, user) }),
  ),
  chunks: sampleLines,
  recordings: take(
    'recording',
    (data) => data.recordings,
    (_, recording) => withoutUser(recording),
  ),
  workouts: take(
    'workout',
    (data) => data.workouts,
    (id, entity) => ({ id, ...withoutUser(entity) }),
  ),
  sleepEpisodes: take(
    'sleep',
    (data) => data.sleepEpisodes,
    (id, entity) => ({ id, ...withoutUser(entity) }),
  ),
  dailySummaries: take(
    'daily_summary',
    (data) => data.dailySummaries,
    (id, entity) => ({
      id,
      ...withoutUser(entity),
    }),
  ),
  receipts: take(
    'receipt',
    (data) => data.receipts,
    (_, { tenant: _t, userId: _u, ...receipt }) => (receipt.status === 'completed' ? receipt : null),
  ),
  ledgers: null,
  changes: null,
  imports: null,
};

const userLine = ({
  timeZone,
  dayStartsAt,
  attributes,
  zoneEntries,
  fallbackZone,
  createdAt,
}: UserProfile): ExportLine =>
  ({
    kind: 'user',
    data: {
      timeZone: timeZone ?? null,
      dayStartsAt: dayStartsAt ?? '00:00',
      attributes: { ...attributes },
      zoneEntries: (zoneEntries ?? []).map(({ fromMs, zone }) => ({ fromMs, zone })),
      fallbackZone: fallbackZone ?? null,
      createdAt: createdAt ? toInstant(createdAt.getTime()) : null,
    },
  }) satisfies ExportLine;

/** Everything of a person: what is known, then what was recorded, then what was derived from it. */
export async function* exportLines(store: Store, user: UserKey, profile: UserProfile): Lines {
  const data = userData(store);
  const { userId } = profile;
  yield { kind: 'export', data: { format: EXPORT_FORMAT, version: EXPORT_VERSION, userId } };
  yield userLine(profile);
  const rules = await store.collection<StoredRules & { _id: string }>('source_priorities').findOne({ _id: user });
  if (rules) {
    const { version, history } = rules;
    yield { kind: 'priorities', data: { version, rules: rules.rules, history } } as unknown as ExportLine;
  }
  for (const lines of Object.values(TAKEN)) if (lines !== null) yield* lines(data, user);
}

/** A line as it stands in the file, without its end. */
export const exportText = (line: ExportLine): string => JSON.stringify(line);
