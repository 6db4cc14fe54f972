import type { CanonicalRecord, RecordId } from '@tributary/contracts';
import { compareVersions, isBuried } from '@tributary/resolution';
import type { Recording, RegistryEntry, StoredTombstone, ToldRoute } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { sameVersion } from './identity-entry.js';
import { outlivingOf } from './outliving-versions.js';
import { RECORDINGS } from './placer.js';

const NONE: readonly ToldRoute[] = [];

/** The route that a version tells; none where it is withheld or not spoken of. */
export const routesToldBy = ({ content, version }: CanonicalRecord): readonly ToldRoute[] =>
  content.kind === 'workout' && Array.isArray(content.route) ? [{ version, points: content.route }] : NONE;

export const routesToldIn = ({ record, toldRoute }: Recording): readonly ToldRoute[] =>
  toldRoute ? [toldRoute] : routesToldBy(record);

const standingIn = (work: PersonWork, id: RecordId, { at }: RegistryEntry): Recording | null =>
  at.includes(RECORDINGS) ? work.recording(id) : null;

/** What is known of the route of an identity: asked before a version of it is replaced, it is to be settled after. */
export function routesTold(work: PersonWork, id: RecordId): readonly ToldRoute[] {
  const entry = work.registry.get(id);
  if (!entry) return NONE;
  const standing = standingIn(work, id, entry);
  const kept = routesKept(entry);
  if (kept.length === 0) return standing ? routesToldIn(standing) : NONE;
  return standing ? [...kept, ...routesToldIn(standing)] : kept;
}

/** Routes of versions that are kept aside whole: they are not kept a second time, for one may be as large as an entry. */
const routesAside = ({ outliving = [] }: RegistryEntry): readonly ToldRoute[] =>
  outliving.flatMap(({ content }) => (content?.recording ? routesToldBy(content.recording.record) : NONE));

/** Routes that an entry holds. */
export const routesKept = (entry: RegistryEntry): readonly ToldRoute[] => [
  ...(entry.toldRoutes ?? NONE),
  ...routesAside(entry),
];

/** The newest one that no delete hides, then those that could follow it when a delete hides it. */
function lastTold(told: readonly ToldRoute[], tombstone: StoredTombstone | null): readonly ToldRoute[] {
  const [newest, ...older] = told
    .filter(({ version }) => tombstone === null || !isBuried(version, tombstone))
    .sort((a, b) => compareVersions(b.version, a.version));
  return newest ? [newest, ...outlivingOf(newest.version, older)] : NONE;
}

const isSame = (a: ToldRoute | undefined, b: ToldRoute | undefined): boolean =>
  a && b ? sameVersion(a.version, b.version) : a === b;

/**
 * Gives the standing version the route that was told last, and keeps what it does not hold in the registry. What stands
 * is the newest version that no delete hides, so the newest route that no delete hides is never newer than it.
 * @param come routes that came, whether or not their version stands
 */
export function settleRoutes(
  work: PersonWork,
  id: RecordId,
  before: readonly ToldRoute[],
  come: readonly ToldRoute[] = NONE,
): void {
  const after = routesTold(work, id);
  if (before.length + come.length + after.length === 0) return;
  const entry = work.registry.get(id);
  if (!entry) return;
  const routes = lastTold([...before, ...come, ...after], entry.tombstone);
  const standing = standingIn(work, id, entry);
  if (standing?.kind !== 'workout') return keepInRegistry(work, id, entry, routes);
  const [last, ...others] = routes;
  const { toldRoute, ...recording } = standing;
  const next = last && !sameVersion(last.version, standing.record.version) ? last : undefined;
  if (!isSame(toldRoute, next)) {
    work.recordings.set(id, { ...recording, ...(next && { toldRoute: next }) });
    work.touchRecording(standing);
  }
  keepInRegistry(work, id, entry, others);
}

function keepInRegistry(work: PersonWork, id: RecordId, entry: RegistryEntry, told: readonly ToldRoute[]): void {
  const { toldRoutes: known = NONE, ...rest } = entry;
  const aside = routesAside(entry);
  const routes = told.filter((each) => !aside.some((kept) => isSame(kept, each)));
  if (known.length === routes.length && known.every((each, at) => isSame(each, routes[at]))) return;
  work.registry.set(id, { ...rest, ...(routes.length > 0 && { toldRoutes: routes }) });
}
