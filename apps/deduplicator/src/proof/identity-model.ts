import {
  recordOfPart,
  type CanonicalChunk,
  type CanonicalRecord,
  type CanonicalSnapshot,
  type Outcome,
  type OutcomeCounts,
  type RoutePoint,
} from '@tributary/contracts';

/** A version, and when the first batch that brought it was received. */
interface Upsert {
  readonly record: CanonicalRecord;
  readonly receivedMs: number;
}

/** What is known of one identity: every version ever seen, and the newest delete. */
interface Known {
  readonly upserts: Map<string, Upsert>;
  /** Versions that were the newest one when a snapshot was found to have deleted them. */
  readonly absences: Set<string>;
  /** Distinct times of deletion; a final one counts once. */
  readonly deletes: Set<number>;
  deletedMs: number | null;
  final: boolean;
}

/** A record that stands, and how many versions of its identity were seen. */
export interface Standing {
  readonly record: CanonicalRecord;
  readonly revision: number;
  readonly route: readonly RoutePoint[];
}

interface SnapshotTold extends CanonicalSnapshot {
  readonly receivedMs: number;
  readonly apps: ReadonlySet<string>;
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

const routeSaidBy = ({ content }: CanonicalRecord): readonly RoutePoint[] | null =>
  content.kind === 'workout' && Array.isArray(content.route) ? content.route : null;

const isValues = (id: string): boolean => id.endsWith('~values');

/**
 * The rules of identity, versions and deletes as plainly as they can be said: keep everything, and look up what stands
 * by asking for the newest version that no delete hides.
 */
export class IdentityModel {
  readonly #known = new Map<string, Known>();
  readonly #snapshots: SnapshotTold[] = [];
  readonly receipts = new Map<string, ModelReceipt>();

  /** Every record that stands, by id. */
  standing(): Map<string, Standing> {
    const found = new Map<string, Standing>();
    for (const id of this.#known.keys()) {
      const record = this.#winner(id);
      if (record) found.set(id, { record, revision: this.#revision(id), route: this.#route(id, record) });
    }
    return found;
  }

  deliver(run: CanonicalChunk): void {
    const { batch, last } = run;
    const receipt = this.#receiptOf(batch.batchId);
    if (receipt.completed || (last === null && run.toIndex <= receipt.cursor)) return;
    for (const record of run.records) {
      if (record.index < receipt.cursor) continue;
      const outcome = this.#upsert(record, batch.receivedMs);
      if (!isValues(record.id)) receipt.outcomes[outcome] += 1;
    }
    receipt.cursor = run.toIndex;
    if (!last) return;
    const final = batch.platform === 'healthkit';
    for (const { id, deletedMs } of last.deletions) receipt.outcomes[this.#delete(id, deletedMs, final)] += 1;
    for (const snapshot of last.snapshots) receipt.snapshotDeletions += this.#snapshot(run, snapshot);
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
    const made: Known = {
      upserts: new Map(),
      absences: new Set(),
      deletes: new Set(),
      deletedMs: null,
      final: false,
    };
    this.#known.set(id, made);
    return made;
  }

  #isHidden({ version }: CanonicalRecord, { deletedMs, final }: Known): boolean {
    return deletedMs !== null && (final || version.modifiedMs === null || version.modifiedMs <= deletedMs);
  }

  /** The newest version that no delete hides. */
  #top(id: string): Upsert | null {
    const known = this.#known.get(id);
    let best: Upsert | null = null;
    for (const upsert of known?.upserts.values() ?? [])
      if (known && !this.#isHidden(upsert.record, known) && (!best || isNewer(upsert.record, best.record)))
        best = upsert;
    return best;
  }

  /** What was said last of the route of a workout, by a version that no delete hides. */
  #route(id: string, { content }: CanonicalRecord): readonly RoutePoint[] {
    if (content.kind !== 'workout') return [];
    const known = this.#knownOf(id);
    const told = Array.from(known.upserts.values(), ({ record }) => record)
      .filter((record) => !this.#isHidden(record, known) && routeSaidBy(record) !== null)
      .sort((a, b) => (isNewer(a, b) ? -1 : 1));
    return told.map(routeSaidBy)[0] ?? [];
  }

  /** Whether a snapshot that was received no earlier should hold the version and does not. */
  #isMissing({ record, receivedMs }: Upsert): boolean {
    const { id, rawType, sourceId, startMs, version } = record;
    return this.#snapshots.some(
      (snapshot) =>
        receivedMs <= snapshot.receivedMs &&
        (version.modifiedMs ?? 0) <= snapshot.receivedMs &&
        rawType === snapshot.recordType &&
        (snapshot.app === null || snapshot.apps.has(sourceId)) &&
        startMs >= snapshot.startMs &&
        startMs < snapshot.endMs &&
        !snapshot.present.includes(id),
    );
  }

  /** The version that stands; the values of an event stand with the version of the event that brought them. */
  #winner(id: string): CanonicalRecord | null {
    if (isValues(id)) {
      const event = this.#winner(recordOfPart(id));
      return (event && this.#known.get(id)?.upserts.get(versionText(event))?.record) ?? null;
    }
    const top = this.#top(id);
    return top && !this.#isMissing(top) ? top.record : null;
  }

  #noteAbsence(id: string): void {
    const top = isValues(id) ? null : this.#top(id);
    if (top && this.#isMissing(top)) this.#knownOf(id).absences.add(versionText(top.record));
  }

  #revision(id: string): number {
    const { upserts, absences, deletes, final } = this.#knownOf(id);
    return upserts.size + absences.size + (final ? Math.min(deletes.size, 1) : deletes.size);
  }

  #upsert(record: CanonicalRecord, receivedMs: number): Outcome {
    const known = this.#knownOf(record.id);
    const [before, seen] = [this.#winner(record.id), known.upserts.size];
    const first = known.upserts.get(versionText(record));
    if (!first) known.upserts.set(versionText(record), { record, receivedMs });
    else if (receivedMs < first.receivedMs) known.upserts.set(versionText(record), { ...first, receivedMs });
    this.#noteAbsence(record.id);
    const after = this.#winner(record.id);
    if (!after || versionText(after) !== versionText(record)) return 'superseded';
    if (before && versionText(before) === versionText(record)) return 'duplicate';
    return seen === 0 ? 'created' : 'updated';
  }

  #delete(id: string, deletedMs: number, final: boolean): Outcome {
    const known = this.#knownOf(id);
    const before = this.#winner(id);
    const wasDeleted = known.deletedMs !== null || (!before && this.#top(id) !== null);
    known.deletes.add(deletedMs);
    known.deletedMs = Math.max(deletedMs, known.deletedMs ?? deletedMs);
    known.final = final;
    this.#noteAbsence(id);
    const after = this.#winner(id);
    if (before && after && versionText(before) === versionText(after)) return 'superseded';
    return !before && wasDeleted ? 'duplicate' : 'deleted';
  }

  /** Tells how many records stood and are gone. */
  #snapshot({ batch, sources }: CanonicalChunk, snapshot: CanonicalSnapshot): number {
    const stood = [...this.standing().keys()].filter((id) => !isValues(id));
    const apps = new Set(sources.filter(({ app }) => app.id === snapshot.app).map(({ id }) => id as string));
    this.#snapshots.push({ ...snapshot, receivedMs: batch.receivedMs, apps });
    for (const id of this.#known.keys()) this.#noteAbsence(id);
    return stood.filter((id) => this.#winner(id) === null).length;
  }
}
