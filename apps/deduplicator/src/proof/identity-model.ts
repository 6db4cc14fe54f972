import {
  recordOfPart,
  type CanonicalChunk,
  type CanonicalRecord,
  type CanonicalSnapshot,
  type Outcome,
  type OutcomeCounts,
} from '@tributary/contracts';

/** What is known of one identity: every version ever seen, and the newest delete. */
interface Known {
  readonly upserts: Map<string, CanonicalRecord>;
  /** Distinct times of deletion; a final one counts once. */
  readonly deletes: Set<number>;
  deletedMs: number | null;
  final: boolean;
}

/** A record that stands, and how many versions of its identity were seen. */
export interface Standing {
  readonly record: CanonicalRecord;
  readonly revision: number;
}

export interface ModelReceipt {
  readonly outcomes: OutcomeCounts;
  snapshotDeletions: number;
  cursor: number;
  completed: boolean;
}

const versionText = ({ version }: CanonicalRecord): string =>
  JSON.stringify([version.client, version.modifiedMs, version.hash]);

/** Client version, then time of change, then content hash; what is absent is lowest. */
function isNewer(a: CanonicalRecord, b: CanonicalRecord): boolean {
  const [x, y] = [a.version, b.version];
  if (x.client !== y.client) return (x.client ?? -1) > (y.client ?? -1);
  if (x.modifiedMs !== y.modifiedMs) return (x.modifiedMs ?? -1) > (y.modifiedMs ?? -1);
  return x.hash > y.hash;
}

const isValues = (id: string): boolean => id.endsWith('~values');

/**
 * The rules of identity, versions and deletes as plainly as they can be said: keep everything, and look up what stands
 * by asking for the newest version that no delete hides.
 */
export class IdentityModel {
  readonly #known = new Map<string, Known>();
  readonly receipts = new Map<string, ModelReceipt>();

  /** Every record that stands, by id. */
  standing(): Map<string, Standing> {
    const found = new Map<string, Standing>();
    for (const id of this.#known.keys()) {
      const record = this.#winner(id);
      if (record) found.set(id, { record, revision: this.#revision(id) });
    }
    return found;
  }

  deliver(run: CanonicalChunk): void {
    const { batch, last } = run;
    const receipt = this.#receiptOf(batch.batchId);
    if (receipt.completed || (last === null && run.toIndex <= receipt.cursor)) return;
    for (const record of run.records) {
      if (record.index < receipt.cursor) continue;
      const outcome = this.#upsert(record);
      if (!isValues(record.id)) receipt.outcomes[outcome] += 1;
    }
    receipt.cursor = run.toIndex;
    if (!last) return;
    const final = batch.platform === 'healthkit';
    for (const { id, deletedMs } of last.deletions) receipt.outcomes[this.#delete(id, deletedMs, final)] += 1;
    for (const snapshot of last.snapshots) receipt.snapshotDeletions += this.#snapshot(run, snapshot, final);
    receipt.completed = !last.more;
  }

  #receiptOf(batchId: string): ModelReceipt {
    const known = this.receipts.get(batchId);
    if (known) return known;
    const outcomes = { created: 0, updated: 0, duplicate: 0, superseded: 0, deleted: 0, quarantined: 0 };
    const made = { outcomes, snapshotDeletions: 0, cursor: 0, completed: false };
    this.receipts.set(batchId, made);
    return made;
  }

  #knownOf(id: string): Known {
    const known = this.#known.get(id);
    if (known) return known;
    const made: Known = { upserts: new Map(), deletes: new Set(), deletedMs: null, final: false };
    this.#known.set(id, made);
    return made;
  }

  #isHidden({ version }: CanonicalRecord, { deletedMs, final }: Known): boolean {
    return deletedMs !== null && (final || version.modifiedMs === null || version.modifiedMs <= deletedMs);
  }

  /** The version that stands; the values of an event stand with the version of the event that brought them. */
  #winner(id: string): CanonicalRecord | null {
    const known = this.#known.get(id);
    if (!known) return null;
    if (isValues(id)) {
      const event = this.#winner(recordOfPart(id));
      return (event && known.upserts.get(versionText(event))) ?? null;
    }
    let best: CanonicalRecord | null = null;
    for (const record of known.upserts.values())
      if (!this.#isHidden(record, known) && (best === null || isNewer(record, best))) best = record;
    return best;
  }

  #revision(id: string): number {
    const { upserts, deletes, final } = this.#knownOf(id);
    return upserts.size + (final ? Math.min(deletes.size, 1) : deletes.size);
  }

  #upsert(record: CanonicalRecord): Outcome {
    const known = this.#knownOf(record.id);
    const [before, seen] = [this.#winner(record.id), known.upserts.size];
    if (before && versionText(before) === versionText(record)) return 'duplicate';
    if (!known.upserts.has(versionText(record))) known.upserts.set(versionText(record), record);
    const after = this.#winner(record.id);
    if (!after || versionText(after) !== versionText(record)) return 'superseded';
    return seen === 0 ? 'created' : 'updated';
  }

  #delete(id: string, deletedMs: number, final: boolean): Outcome {
    const known = this.#knownOf(id);
    const [before, wasDeleted] = [this.#winner(id), known.deletedMs !== null];
    known.deletes.add(deletedMs);
    known.deletedMs = Math.max(deletedMs, known.deletedMs ?? deletedMs);
    known.final = final;
    const after = this.#winner(id);
    if (before && after && versionText(before) === versionText(after)) return 'superseded';
    return !before && wasDeleted ? 'duplicate' : 'deleted';
  }

  /** Deletes what stands of the type (and app), starts in the window and is not named. */
  #snapshot({ batch, sources }: CanonicalChunk, snapshot: CanonicalSnapshot, final: boolean): number {
    const ofApp = new Set(sources.filter(({ app }) => app.id === snapshot.app).map(({ id }) => id));
    let deleted = 0;
    for (const [id, { record }] of this.standing()) {
      const { rawType, startMs, sourceId } = record;
      const isMeant =
        !isValues(id) &&
        rawType === snapshot.recordType &&
        (snapshot.app === null || ofApp.has(sourceId)) &&
        startMs >= snapshot.startMs &&
        startMs < snapshot.endMs &&
        !snapshot.present.includes(record.id);
      if (isMeant && this.#delete(id, batch.receivedMs, final) === 'deleted') deleted += 1;
    }
    return deleted;
  }
}
