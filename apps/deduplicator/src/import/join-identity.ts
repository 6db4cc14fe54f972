import type { ExportLine, RecordId, RecordVersion } from '@tributary/contracts';
import { compareVersions, isBuried } from '@tributary/resolution';
import { entryInto, type RegistryEntry, type StoredTombstone, type VersionEntry } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { entryOf, withVersion } from '../steps/identity-entry.js';
import { restampRevision } from '../steps/restamp.js';
import { replaceStored } from '../steps/store-record.js';
import { routesKept, routesTold, settleRoutes } from '../steps/told-routes.js';

const sameEntry = (a: VersionEntry, b: VersionEntry): boolean => a.op === b.op && compareVersions(a, b) === 0;

const withLaterUntil = (known: VersionEntry, { until }: VersionEntry): VersionEntry =>
  until && until.modifiedMs > (known.until?.modifiedMs ?? -Infinity) ? { ...known, until } : known;

function historyOf(stored: RegistryEntry, imported: RegistryEntry): readonly VersionEntry[] {
  const isOf = (one: VersionEntry) => (other: VersionEntry) => sameEntry(one, other);
  const known = stored.history.map((one) => withLaterUntil(one, imported.history.find(isOf(one)) ?? one));
  const others = imported.history.filter((one) => !known.some(isOf(one)));
  return others.reduce(withVersion, known);
}

const laterOf = (a: StoredTombstone | null, b: StoredTombstone | null): StoredTombstone | null =>
  a && b ? { deletedMs: Math.max(a.deletedMs, b.deletedMs), final: a.final || b.final } : (a ?? b);

const newerOf = (a: RecordVersion | undefined, b: RecordVersion | undefined): RecordVersion | undefined =>
  a && b ? (compareVersions(a, b) < 0 ? b : a) : (a ?? b);

const stands = (
  version: RecordVersion,
  tombstone: StoredTombstone | null,
  absent: RecordVersion | undefined,
): boolean => !(tombstone && isBuried(version, tombstone)) && !(absent && compareVersions(version, absent) <= 0);

/**
 * Joins what an export knows of an identity into what is stored of it. Mostly nothing is; else the newer version stands,
 * as it would had both come as batches. The content comes with later lines.
 */
export function joinIdentity(work: PersonWork, { data }: ExportLine<'identity'>, importId: string): void {
  const { id, ...entry } = data as unknown as RegistryEntry & { readonly id: RecordId };
  const imported = entryInto(entry, work.user);
  const stored = entryOf(work, id, [...work.chunks.keys()]);
  const told = [...routesTold(work, id), ...routesKept(imported)];
  if (stored.version === null && work.registry.get(id) === null) return work.registry.set(id, imported);
  const tombstone = laterOf(stored.tombstone, imported.tombstone);
  const absent = newerOf(stored.absent, imported.absent);
  const history = historyOf(stored, imported);
  const [standing] = [stored, imported]
    .filter(({ version }) => version !== null && stands(version, tombstone, absent))
    .sort((a, b) => (a.version && b.version ? compareVersions(b.version, a.version) : 0));
  const outliving = (standing ?? stored).outliving;
  const joined: RegistryEntry = {
    at: standing?.at ?? [],
    version: standing?.version ?? null,
    tombstone,
    history,
    ...(absent && { absent }),
    ...(outliving && { outliving }),
  };
  if (JSON.stringify(joined) === JSON.stringify(stored)) return settleRoutes(work, id, told);
  if (standing !== stored) replaceStored(work, id, stored.at, null, history.length, importId);
  else if (history.length !== stored.history.length) restampRevision(work, id, joined.at, history.length, importId);
  work.registry.set(id, joined);
  settleRoutes(work, id, told);
}
