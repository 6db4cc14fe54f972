import { recordTypeFor, type CanonicalSnapshot, type Platform, type UserKey } from '@tributary/contracts';
import { HOUR_MS, recordingStarts, type Recording, type UserData } from '@tributary/store';
import type { Span } from '../person/spans.js';
import type { ReceivedRun } from './decode-runs.step.js';
import type { PersonRuns } from './group-by-person.js';
import { metricsOfType } from './metrics-of-type.js';

/**
 * Records that one flush looks through for those that a snapshot lacks: each may be deleted. The chunk that reaches the
 * number is looked through whole.
 */
const RECORDS_AT_ONCE = 10_000;

const KINDS: readonly Recording['kind'][] = ['workout', 'sleep', 'event'];

/** Kinds of recordings that records of a type can be; all where the type is not known. */
export const kindsOfType = (platform: Platform, recordType: string): readonly Recording['kind'][] =>
  recordTypeFor(platform, recordType)?.family === 'quantity' ? [] : KINDS;

/** Where something starts that a snapshot may delete, and how many records that is. */
interface Holding {
  readonly startMs: number;
  readonly records: number;
}

/**
 * A snapshot's window may be years, with everything in it deleted: it is gone through part by part, a flush each, and
 * the batch is completed with the last. Mostly there is one part.
 */
export async function inSnapshotParts(person: PersonRuns, data: UserData): Promise<readonly PersonRuns[]> {
  const parts: PersonRuns[] = [];
  let uncut: ReceivedRun[] = [];
  for (const run of person.runs) {
    const borders = bordersOf(await holdingsOf(person.user, run, data));
    if (borders.length === 0) {
      uncut.push(run);
      continue;
    }
    if (uncut.length > 0) parts.push({ ...person, runs: uncut });
    uncut = [];
    parts.push(...cut(run, borders).map((part) => ({ ...person, ...part })));
  }
  if (uncut.length > 0) parts.push({ ...person, runs: uncut });
  return parts;
}

async function holdingsOf(user: UserKey, { batch, last }: ReceivedRun, data: UserData): Promise<Holding[]> {
  const holdings: Holding[] = [];
  for (const { recordType, startMs, endMs } of last?.snapshots ?? []) {
    const window = { fromMs: startMs, toMs: endMs };
    for (const metric of metricsOfType(batch.platform, recordType))
      for (const { hour, records } of await data.chunks.sizesIn({ user, metric, ...window }))
        holdings.push({ startMs: hour * HOUR_MS, records });
    for (const kind of kindsOfType(batch.platform, recordType))
      for (const ms of await recordingStarts(data, user, kind, window)) holdings.push({ startMs: ms, records: 1 });
  }
  return holdings.sort((a, b) => a.startMs - b.startMs);
}

/** Instants at which a window is cut. */
function bordersOf(holdings: readonly Holding[]): number[] {
  const borders: number[] = [];
  let [count, last] = [0, -Infinity];
  for (const { startMs, records } of holdings) {
    if (count >= RECORDS_AT_ONCE && startMs > last) {
      borders.push(startMs);
      count = 0;
    }
    count += records;
    last = startMs;
  }
  return borders;
}

/** All parts but the last settle their part of the windows alone; what else a run tells of its batch comes with the last. */
function cut(run: ReceivedRun, borders: readonly number[]): { runs: ReceivedRun[]; snapshotPart: Span }[] {
  const { last } = run;
  if (!last) return [];
  const only = { deletionProblems: [], snapshotProblems: [], deletionsUnavailable: [], anchors: {}, more: true };
  return [...borders, Infinity].map((toMs, at) => ({
    runs: [toMs === Infinity ? run : { ...run, last: { ...last, ...only } }],
    snapshotPart: { fromMs: borders[at - 1] ?? -Infinity, toMs },
  }));
}

/** What of a snapshot's window lies in a part; null: nothing. */
export function windowIn({ startMs, endMs }: CanonicalSnapshot, part: Span): Span | null {
  const [fromMs, toMs] = [Math.max(startMs, part.fromMs), Math.min(endMs, part.toMs)];
  return fromMs < toMs ? { fromMs, toMs } : null;
}
