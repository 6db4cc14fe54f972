import type { FlagId, Interval } from '@tributary/contracts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './calendar.js';
import type { SleepEpisode } from './sleep-episodes.js';
import { SLEEP_RULES_IN_FORCE } from './sleep-rules.js';

const { usualNight, fragment } = SLEEP_RULES_IN_FORCE;

/** Minutes of the local clock since noon, so that a night does not wrap. */
function clockOf(ms: number, offsetMinutes: number): number {
  const sinceNoon = (ms + offsetMinutes * MINUTE_MS - DAY_MS / 2) / MINUTE_MS;
  const day = DAY_MS / MINUTE_MS;
  return ((sinceNoon % day) + day) % day;
}

interface Clock {
  readonly start: number;
  readonly end: number;
}

const clocksOf = ({ startMs, endMs, offsetMinutes }: SleepEpisode): Clock => ({
  start: clockOf(startMs, offsetMinutes),
  end: clockOf(endMs, offsetMinutes),
});

const isLong = ({ startMs, endMs }: Interval): boolean => endMs - startMs >= usualNight.atLeastMinutes * MINUTE_MS;

const middle = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

const isNear = (a: Clock, b: Clock, shiftMinutes: number, tolerance: number): boolean =>
  Math.abs(a.start - b.start - shiftMinutes) <= tolerance && Math.abs(a.end - b.end - shiftMinutes) <= tolerance;

/** When a person sleeps by the clock of the nights around one of them; null where they do not agree. */
function usualClock(night: SleepEpisode, nights: readonly SleepEpisode[]): Clock | null {
  const around = nights.filter(
    (other) => other !== night && Math.abs(other.startMs - night.startMs) <= usualNight.withinHours * HOUR_MS,
  );
  if (around.length < usualNight.atLeastNights) return null;
  const clocks = around.map(clocksOf);
  const usual = {
    start: middle(ascending(clocks.map(({ start }) => start))),
    end: middle(ascending(clocks.map(({ end }) => end))),
  };
  const agreeing = clocks.filter((each) => isNear(each, usual, 0, usualNight.agreeMinutes)).length;
  return agreeing >= usualNight.atLeastNights && agreeing * 3 >= clocks.length * 2 ? usual : null;
}

function isShifted(night: SleepEpisode, nights: readonly SleepEpisode[]): boolean {
  const usual = usualClock(night, nights);
  if (usual === null) return false;
  const own = clocksOf(night);
  const hours = Math.round((own.start - usual.start) / 60);
  if (Math.abs(hours) < usualNight.fromHours || Math.abs(hours) > SLEEP_RULES_IN_FORCE.shiftedCopy.upToHours)
    return false;
  return isNear(own, usual, hours * 60, usualNight.toleranceMinutes);
}

/** Whether the same source has another night so near that both are pieces of one. */
const isPieceOfOne = (night: SleepEpisode, nights: readonly SleepEpisode[]): boolean =>
  nights.some(
    (other) =>
      other !== night &&
      other.sourceId === night.sourceId &&
      Math.max(night.startMs - other.endMs, other.startMs - night.endMs) < fragment.gapBelowHours * HOUR_MS,
  );

const withFlag = (episode: SleepEpisode, flag: FlagId): SleepEpisode => ({
  ...episode,
  flags: [...new Set([...episode.flags, flag])].sort(),
});

/**
 * Flags of nights that only the nights beside them show: `offset_suspect` where one equals the usual night but for whole
 * hours, `fragment` where one is a piece. Naps are left as they are. The nights of 76 hours before and after decide.
 */
export function flagAmongOthers(episodes: readonly SleepEpisode[]): SleepEpisode[] {
  const nights = episodes.filter(({ kind }) => kind === 'night');
  const long = nights.filter(isLong);
  return episodes.map((episode) => {
    if (episode.kind === 'nap') return episode;
    const flagged = isPieceOfOne(episode, nights) ? withFlag(episode, 'fragment') : episode;
    return isLong(episode) && isShifted(episode, long) ? withFlag(flagged, 'offset_suspect') : flagged;
  });
}
