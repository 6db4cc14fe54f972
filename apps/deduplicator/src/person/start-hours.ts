import type { SyncState } from '@tributary/store';

type Runs = SyncState['startHours'];

/** Runs that are remembered: word of lost deletions that comes later than that many runs is taken to concern all before it. */
const MOST_RUNS = 128;

/** Adds an hour to runs of hours, ascending and apart; the oldest runs beyond the limit are forgotten. */
export function withHour(runs: Runs, hour: number): Runs {
  const at = runs.findLastIndex(([first]) => first <= hour);
  const before = runs[at];
  const after = runs[at + 1];
  if (before && hour <= before[1]) return runs;
  const joinsBefore = before?.[1] === hour - 1;
  const joinsAfter = after?.[0] === hour + 1;
  const run = [joinsBefore ? before[0] : hour, joinsAfter ? after[1] : hour] as const;
  const head = runs.slice(0, joinsBefore ? at : at + 1);
  return [...head, run, ...runs.slice(joinsAfter ? at + 2 : at + 1)].slice(-MOST_RUNS);
}

/** The last hour of the runs that is not after `limit`; null where there is none. */
export function lastHourUpTo(runs: Runs, limit: number): number | null {
  const run = runs.findLast(([first]) => first <= limit);
  if (run) return Math.min(run[1], limit);
  return runs.length === MOST_RUNS ? limit : null;
}
