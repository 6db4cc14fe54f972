import {
  PLATFORMS,
  type BatchFacts,
  type CanonicalDeletion,
  type Outcome,
  type RecordId,
  type SourceId,
} from '@tributary/contracts';
import { isBuried } from '@tributary/resolution';
import type { OutlivingVersion, RegistryEntry } from '@tributary/store';
import { receivedOf } from '../person/receipts.js';
import { deletingSnapshot } from '../person/snapshots.js';
import type { PersonWork } from '../person/person-work.js';
import { countIn, countOut, dropValues, removeStored, replaceEntry } from './identity-changes.js';
import { entryOf, factsOf, historyOf, topOf, withAbsence, withDelete } from './identity-entry.js';
import { valuesStandAgain } from './outliving-versions.js';
import { restampRevision } from './restamp.js';
import { replaceStored } from './store-record.js';
import { placementOf } from './stored-content.js';
import { routesTold, settleRoutes } from './told-routes.js';

/** Applies one delete; `dense` tells where identities without a registry entry were found. */
export function applyDeletion(
  work: PersonWork,
  deletion: CanonicalDeletion,
  batch: BatchFacts,
  dense: ReadonlyMap<RecordId, readonly string[]>,
): Outcome {
  const told = routesTold(work, deletion.id);
  const outcome = bury(work, deletion, batch, dense);
  settleRoutes(work, deletion.id, told);
  return outcome;
}

function bury(
  work: PersonWork,
  deletion: CanonicalDeletion,
  batch: BatchFacts,
  dense: ReadonlyMap<RecordId, readonly string[]>,
): Outcome {
  const { id } = deletion;
  const entry = entryOf(work, id, dense.get(id) ?? []);
  const final = PLATFORMS[batch.platform].deleteIsFinal;
  const before = entry.tombstone;
  const tombstone = { deletedMs: Math.max(deletion.deletedMs, before?.deletedMs ?? deletion.deletedMs), final };
  const known = historyOf(work, id, entry);
  const history = withDelete(known, final, deletion, batch);
  const outliving = (entry.outliving ?? []).filter(({ version }) => !isBuried(version, tombstone));
  const isRepeat = entry.version === null && (before !== null || entry.absent !== undefined);

  const top = topOf(entry);
  if (top !== null && !isBuried(top, tombstone)) {
    replaceEntry(work, id, { ...entry, tombstone, history, outliving });
    if (history.length !== known.length) restampRevision(work, id, entry.at, history.length, batch.batchId);
    if (entry.version) return 'superseded';
  } else {
    const [next, ...others] = outliving;
    const after: RegistryEntry = { at: [], version: null, tombstone, history, outliving: others };
    if (next) succeed(work, id, entry, after, next, batch);
    else removeStored(work, id, entry, after, batch);
  }
  return isRepeat ? 'duplicate' : 'deleted';
}

/** A version that outlives everything newer takes the place of what a delete buries, unless a snapshot deleted it. */
function succeed(
  work: PersonWork,
  id: RecordId,
  before: RegistryEntry,
  after: RegistryEntry,
  { version, content }: OutlivingVersion,
  batch: BatchFacts,
): void {
  const facts = content && factsOf(content);
  if (!content || !facts) return removeStored(work, id, before, { ...after, absent: version }, batch);
  const { rawType, sourceId, startMs, batchId } = facts;
  const snapshot = deletingSnapshot(work, batch.platform, {
    id,
    rawType,
    app: work.source(sourceId as SourceId)?.app.id,
    startMs,
    modifiedMs: version.modifiedMs,
    receivedMs: receivedOf(work, batchId),
  });
  if (snapshot) {
    const history = withAbsence(after.history, version, snapshot.batchId);
    return removeStored(work, id, before, { ...after, history, absent: version }, batch);
  }
  const revision = after.history.length;
  const placement = placementOf(work, content, revision);
  countOut(work, id, before, batch);
  countIn(work, id, rawType, batch);
  replaceStored(work, id, before.at, placement, revision, batch.batchId);
  dropValues(work, id, batch);
  valuesStandAgain(work, id, version, batch.batchId);
  replaceEntry(work, id, { ...after, at: placement.places, version });
}
