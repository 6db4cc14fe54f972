import type { SyncState } from '@tributary/store';

type Runs = SyncState['startHours'];

/** Hours before the newest that are remembered: of lost deletions that are told of later, all before them is concerned. */
const HOURS_KEPT = 31 * 24;

/** Adds an hour to runs of hours, ascending and apart; what is too long before the newest is forgotten. */
export function withHour(runs: Runs, hour: number): Runs {
  const at = runs.findLastIndex(([first]) => first <= hour);
  const before = runs[at];
  const after = runs[at + 1];
  if (before && hour <= before[1]) return runs;
  const joinsBefore = before?.[1] === hour - 1;
  const joinsAfter = after?.[0] === hour + 1;
  const run = [joinsBefore ? before[0] : hour, joinsAfter ? after[1] : hour] as const;
  const head = runs.slice(0, joinsBefore ? at : at + 1);
  return recent([...head, run, ...runs.slice(joinsAfter ? at + 2 : at + 1)]);
}

const firstKept = (runs: Runs): number => (runs.at(-1)?.[1] ?? -Infinity) - HOURS_KEPT;

function recent(runs: Runs): Runs {
  const first = firstKept(runs);
  return runs.flatMap(([from, to]) => (to < first ? [] : [[Math.max(from, first), to] as const]));
}

/** The last hour of the runs that is not after `limit`; null where there is none. */
export function lastHourUpTo(runs: Runs, limit: number): number | null {
  const run = runs.findLast(([first]) => first <= limit);
  if (run) return Math.min(run[1], limit);
  return runs.length > 0 && limit < firstKept(runs) ? limit : null;
}
