import { recordOfPart, valuesIdOf, type BatchFacts, type RecordId, type RecordVersion } from '@tributary/contracts';
import { compareVersions } from '@tributary/resolution';
import type { OutlivingVersion, RegistryEntry, StoredContent } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { isReceivedBefore } from '../person/receipts.js';
import { factsOf, historyOf, sameVersion, topOf } from './identity-entry.js';
import { replaceStored } from './store-record.js';
import { contentAt, keptAside, placementOf } from './stored-content.js';

/** A version that comes and does not stand; its content is made when it is needed. */
export interface Aside {
  readonly version: RecordVersion;
  readonly content: () => StoredContent;
}

const modifiedOf = ({ modifiedMs }: RecordVersion): number => modifiedMs ?? -Infinity;

/** Of superseded versions those that were modified after everything newer: only they can outlive it. Newest first. */
export function outlivingOf<T extends { readonly version: RecordVersion }>(
  top: RecordVersion,
  superseded: readonly T[],
): readonly T[] {
  let latestMs = modifiedOf(top);
  return [...superseded]
    .sort((a, b) => compareVersions(b.version, a.version))
    .filter(({ version }) => {
      if (modifiedOf(version) <= latestMs) return false;
      latestMs = modifiedOf(version);
      return true;
    });
}

const isAmong = (versions: readonly OutlivingVersion[], version: RecordVersion): boolean =>
  versions.some((each) => sameVersion(each.version, version));

/** What outlives a newer version that takes the place of what stands (or would, had no snapshot deleted it). */
export function supersededBy(
  work: PersonWork,
  id: RecordId,
  { version, absent, at, outliving = [] }: RegistryEntry,
  next: RecordVersion,
): readonly OutlivingVersion[] {
  if (version && modifiedOf(version) > modifiedOf(next))
    return outlivingOf(next, [...outliving, { version, content: keptAside(contentAt(work, id, at)) }]);
  return outlivingOf(next, absent ? [...outliving, { version: absent, content: null }] : outliving);
}

/** Keeps a version that something newer supersedes, where it could outlive that; of its batches the first one received. */
export function keepAside(work: PersonWork, batch: BatchFacts, entry: RegistryEntry, aside: Aside): RegistryEntry {
  const { version } = aside;
  const [top, known] = [topOf(entry), entry.outliving ?? []];
  if (top === null || modifiedOf(version) <= modifiedOf(top)) return entry;
  const before = known.find((each) => sameVersion(each.version, version));
  const facts = before?.content && factsOf(before.content);
  if (before && !(facts && isReceivedBefore(work, batch, facts.batchId))) return entry;
  const others = known.filter((each) => each !== before);
  return { ...entry, outliving: outlivingOf(top, [...others, { version, content: aside.content() }]) };
}

/** Keeps values that come with a superseded version of their event, where that version is kept. */
export function keepValuesAside(work: PersonWork, id: RecordId, entry: RegistryEntry, aside: Aside): RegistryEntry {
  const ofEvent = work.registry.get(recordOfPart(id))?.outliving ?? [];
  const known = entry.outliving ?? [];
  if (!isAmong(ofEvent, aside.version) || isAmong(known, aside.version)) return entry;
  return { ...entry, outliving: [...known, { version: aside.version, content: aside.content() }] };
}

/** Keeps the stored values of an event aside with the version that brought them, and forgets those of no such version. */
export function settleValuesAside(work: PersonWork, event: RecordId): void {
  const id = valuesIdOf(event);
  const entry = work.registry.get(id);
  const ofEvent = work.registry.get(event)?.outliving ?? [];
  if (!entry || (ofEvent.length === 0 && entry.outliving === undefined)) return;
  const { version, at, tombstone, history, outliving = [] } = entry;
  const kept = outliving.filter((each) => isAmong(ofEvent, each.version));
  if (version && isAmong(ofEvent, version) && !isAmong(kept, version))
    kept.push({ version, content: keptAside(contentAt(work, id, at)) });
  work.registry.set(id, { at, version, tombstone, history, ...(kept.length > 0 && { outliving: kept }) });
}

/** The values of an event stand again with the version that brought them. */
export function valuesStandAgain(work: PersonWork, event: RecordId, version: RecordVersion, batchId: string): void {
  const id = valuesIdOf(event);
  const entry = work.registry.get(id);
  const content = entry?.outliving?.find((each) => sameVersion(each.version, version))?.content;
  if (!entry || !content) return;
  const { length } = historyOf(work, id, entry);
  const placement = placementOf(work, content, length);
  work.registry.set(id, { ...entry, at: placement.places, version });
  replaceStored(work, id, [], placement, length, batchId);
}
