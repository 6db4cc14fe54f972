import {
  recordIdOf,
  sha256,
  type CanonicalChunk,
  type CanonicalDeletion,
  type CanonicalSnapshot,
  type LastRun,
  type Platform,
} from '@tributary/contracts';
import { berlinDay } from './berlin-days.js';
import { canonicalOf, HC, HK, SOURCES, type RawRecord, type Shape } from './record-shapes.js';

/** The month of a person with two phones' platforms, a watch and a band: the batches of each day, and later corrections. */
export interface PersonMonth {
  readonly dates: readonly string[];
  /** The runs of each batch, in order. */
  readonly batches: readonly (readonly CanonicalChunk[])[];
}

interface SnapshotDay {
  readonly held: readonly RawRecord[];
  readonly snapshot: CanonicalSnapshot;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const [PHONE, WATCH, BAND] = [0, 1, 2];

/** What happens every day: shape, source, local hour, length in minutes, how often within the day. */
const ROUTINE: readonly (readonly [Platform, Shape, number, number, number, number])[] = [
  ['health_connect', HC.steps, PHONE, 7, 50, 8],
  ['health_connect', HC.steps, WATCH, 6.5, 60, 10],
  ['health_connect', HC.heartRate, WATCH, 0.25, 400, 3],
  ['health_connect', HC.sleep, WATCH, 22.5, 430, 1],
  ['health_connect', HC.exercise, WATCH, 17, 45, 1],
  ['health_connect', HC.exercise, PHONE, 17.1, 40, 1],
  ['health_connect', HC.mindful, PHONE, 8, 10, 2],
  ['health_connect', HC.weight, PHONE, 7, 0, 1],
  ['health_connect', HC.meal, PHONE, 8, 0, 3],
  ['healthkit', HK.steps, BAND, 6.75, 90, 6],
  ['healthkit', HK.heartRate, BAND, 0, 0, 24],
  ['healthkit', HK.sleep, BAND, 22.6, 100, 4],
  ['healthkit', HK.workout, BAND, 17.05, 50, 1],
  ['healthkit', HK.highPulse, BAND, 17.5, 5, 1],
];

/** Minutes between two of the same within a day. */
const SPACING_MINUTES = 85;

/** A number in `[0, limit)` that follows from its names alone. */
const dice = (limit: number, ...names: readonly unknown[]): number =>
  parseInt(sha256(JSON.stringify(names)).slice(0, 8), 16) % limit;

const dateAfter = (start: string, days: number): string =>
  new Date(Date.parse(`${start}T00:00:00Z`) + days * 24 * HOUR_MS).toISOString().slice(0, 10);

function recordsOfDay(seed: number, date: string): RawRecord[] {
  const { startMs: midnight } = berlinDay(date);
  return ROUTINE.flatMap(([platform, shape, source, hour, minutes, times], row) =>
    Array.from({ length: times }, (_, time): RawRecord => {
      const roll = (limit: number, what: string) => dice(limit, seed, date, row, time, what);
      const startMs = midnight + hour * HOUR_MS + (time * SPACING_MINUTES + roll(20, 'late')) * MINUTE_MS;
      const endMs = startMs + minutes * MINUTE_MS;
      return {
        platform,
        rawId: `${date}-${String(row)}-${String(time)}`,
        shape,
        amount: roll(9, 'amount'),
        source,
        version: { client: null, modifiedMs: platform === 'healthkit' ? null : endMs },
        namesOffset: roll(4, 'offset') > 0,
        startMs,
        endMs,
      };
    }),
  );
}

/** A record as it is edited a day later: at another time, of another amount, sometimes twice. */
function edited(raw: RawRecord, seed: number, edit: number): RawRecord {
  const moveMs = (dice(7, seed, raw.rawId, edit, 'move') - 3) * HOUR_MS;
  return {
    ...raw,
    startMs: raw.startMs + moveMs,
    endMs: raw.endMs + moveMs,
    amount: dice(9, seed, raw.rawId, edit, 'amount'),
    version: { client: null, modifiedMs: (raw.version.modifiedMs ?? 0) + edit * 24 * HOUR_MS },
  };
}

/** Deletes of a day: of some for good, of some before their last edit, so that it lives. */
function deletionsOf(raws: readonly RawRecord[], seed: number): CanonicalDeletion[] {
  const gone = raws.filter((raw) => dice(9, seed, raw.rawId, 'delete') === 0);
  return gone.map(({ platform, rawId, shape, endMs }, index) => ({
    index,
    id: recordIdOf(platform, rawId),
    rawId,
    recordType: platform === 'healthkit' ? shape.rawType : null,
    deletedMs: endMs + dice(60, seed, rawId, 'deleted') * HOUR_MS,
  }));
}

/** Types that the phone sends a snapshot of, days later; not all that it sent still exists by then. */
const SNAPSHOT_SHAPES: Readonly<Record<Platform, readonly Shape[]>> = {
  health_connect: [HC.steps, HC.exercise, HC.meal],
  healthkit: [HK.steps, HK.heartRate, HK.workout],
};

/** What a snapshot of a day says: a window of it, of one type, without what was lost. */
function snapshotOf(raws: readonly RawRecord[], seed: number, date: string, platform: Platform): SnapshotDay {
  const shapes = SNAPSHOT_SHAPES[platform];
  const shape = shapes[dice(shapes.length, seed, date, platform, 'shape')] ?? HC.steps;
  const { startMs, endMs } = berlinDay(date);
  const isHeld = (raw: RawRecord): boolean =>
    raw.shape === shape && raw.startMs >= startMs && raw.startMs < endMs && dice(5, seed, raw.rawId, 'lost') > 0;
  const held = raws.filter(isHeld);
  const present = held.map(({ rawId }) => recordIdOf(platform, rawId));
  const source = dice(3, seed, date, platform, 'app') === 0 ? SOURCES[PHONE] : undefined;
  const snapshot = { recordType: shape.rawType, app: source?.app.id ?? null, startMs, endMs, present };
  return { held: held.filter((raw) => source === undefined || SOURCES[raw.source] === source), snapshot };
}

/** A month from `start` (a date in Berlin) on. The same seed gives the same month. */
export function personMonth(seed: number, userId: string, start: string, days: number): PersonMonth {
  const dates = Array.from({ length: days }, (_, day) => dateAfter(start, day));
  const batches = dates.flatMap((date) => {
    const raws = recordsOfDay(seed, date);
    const receivedMs = berlinDay(date).endMs;
    return (['health_connect', 'healthkit'] as const).flatMap((platform) => {
      const own = raws.filter((raw) => raw.platform === platform);
      const edits = own.filter((raw) => platform === 'health_connect' && dice(6, seed, raw.rawId, 'edit') === 0);
      const batch = (name: string, records: readonly RawRecord[], last: Partial<LastRun> = {}, daysLater = 0) => {
        const at = receivedMs + daysLater * 24 * HOUR_MS;
        return runsOf({ userId, platform, batchId: `${name}-${platform}-${date}`, receivedMs: at }, records, last);
      };
      const { held, snapshot } = snapshotOf(own, seed, date, platform);
      const lost = dice(4, seed, date, platform, 'token') === 0 ? [snapshot.recordType] : [];
      return [
        batch('day', own),
        batch(
          'edit',
          [1, 2].flatMap((edit) => edits.map((raw) => edited(raw, seed, edit))),
        ),
        batch('delete', [], { deletions: deletionsOf(own, seed) }),
        batch('snapshot', held, { snapshots: [snapshot], deletionsUnavailable: lost }, dice(4, seed, date, 'later')),
      ];
    });
  });
  return { dates, batches };
}

interface BatchName {
  readonly userId: string;
  readonly platform: Platform;
  readonly batchId: string;
  readonly receivedMs: number;
}

const RECORDS_PER_RUN = 25;

/** Three days of the month are spent in New York; not every batch says where. */
function deviceZoneOf(batchId: string): string | null {
  if (dice(4, batchId, 'zone') === 0) return null;
  return /-10-1[234]$/.test(batchId) ? 'America/New_York' : 'Europe/Berlin';
}

function runsOf(name: BatchName, raws: readonly RawRecord[], last: Partial<LastRun>): CanonicalChunk[] {
  const runs = Math.max(1, Math.ceil(raws.length / RECORDS_PER_RUN));
  return Array.from({ length: runs }, (_, run): CanonicalChunk => {
    const [fromIndex, toIndex] = [run * RECORDS_PER_RUN, Math.min(raws.length, (run + 1) * RECORDS_PER_RUN)];
    return {
      schemaVersion: 1,
      batch: {
        ...name,
        tenant: 'demo',
        contentHash: sha256(name.batchId),
        origin: 'live',
        deviceTimeZone: deviceZoneOf(name.batchId),
        records: raws.length,
        deletions: last.deletions?.length ?? 0,
      },
      fromIndex,
      toIndex,
      sources: SOURCES,
      records: raws.slice(fromIndex, toIndex).flatMap((raw, index) => canonicalOf(raw, fromIndex + index)),
      problems: [],
      warnings: [],
      last:
        run < runs - 1
          ? null
          : {
              deletions: [],
              deletionProblems: [],
              deletionsUnavailable: [],
              snapshots: [],
              anchors: {},
              sequence: null,
              more: false,
              ...last,
            },
    };
  });
}
