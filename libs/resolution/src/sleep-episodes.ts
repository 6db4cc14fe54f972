import type { FlagId, Interval } from '@tributary/contracts';
import { DAY_MS, MINUTE_MS, dateOfLocal } from './calendar.js';
import { lengthMs, overlapMs, subtract, union } from './intervals.js';
import { wholeHourShift } from './shifted-copy.js';
import {
  nightsBySource,
  type SleepSampleInput,
  type SleepSessionInput,
  type SourceNight,
  type StageInterval,
  type StageSample,
} from './sleep-nights.js';
import { ASLEEP_STAGES, AWAKE_STAGES, IN_BED, OUT_OF_BED, SLEEP_RULES_IN_FORCE } from './sleep-rules.js';

export type { SleepSampleInput, SleepSessionInput, StageInterval } from './sleep-nights.js';

export interface SleepInput {
  readonly sessions: readonly SleepSessionInput[];
  readonly samples: readonly SleepSampleInput[];
  /** Minutes east of UTC where the person was: for recordings that name no offset. */
  readonly localOffsetAt: (epochMs: number) => number;
  /** Minutes after midnight at which the person's day begins; default 0. */
  readonly dayStartsAtMinutes?: number;
}

/** A night or a nap as it is served. Durations in seconds. */
export interface SleepEpisode extends Interval {
  /** Of the longest night of an evening from that evening, else from the first recording of the winning source. */
  readonly id: string;
  readonly kind: 'night' | 'nap';
  /** Local date of waking. */
  readonly date: string;
  /** At the end. */
  readonly offsetMinutes: number;
  /** Disjoint, ascending, inside the window. */
  readonly stages: readonly StageInterval[];
  readonly stageSeconds: Readonly<Record<string, number>>;
  /** Window and in-bed samples of any source that overlap it, together, without being out of bed. */
  readonly inBedSeconds: number;
  readonly asleepSeconds: number;
  readonly awakeSeconds: number;
  /** asleep ÷ in bed; null where nobody was in bed. */
  readonly efficiency: number | null;
  readonly sourceId: string;
  /** Those of the winning source first, by time; then those of other sources and in-bed samples. */
  readonly recordings: readonly { readonly id: string; readonly sourceId: string }[];
  readonly flags: readonly FlagId[];
}

/** A winning night and what else was recorded of it. */
interface Cluster {
  readonly winner: SourceNight;
  readonly others: SourceNight[];
  hasShiftedCopy: boolean;
}

const asleepMs = ({ stages }: SourceNight): number => lengthMs(stages.filter(({ stage }) => ASLEEP_STAGES.has(stage)));

/**
 * The better source wins a night, if it saw any sleep; of equal ranks one with stages, then the longer sleep, then the
 * earlier start, then the smaller id.
 */
function bestFirst(a: SourceNight, b: SourceNight): number {
  return (
    Number(asleepMs(b) > 0) - Number(asleepMs(a) > 0) ||
    b.rank - a.rank ||
    Number(b.detailed) - Number(a.detailed) ||
    asleepMs(b) - asleepMs(a) ||
    a.startMs - b.startMs ||
    (firstId(a) < firstId(b) ? -1 : 1)
  );
}

const firstId = ({ recordings }: SourceNight): string => recordings[0]?.id ?? '';

/** The winning night that a worse one tells again: the one it overlaps most, or is a shifted copy of. */
function clusterOf(night: SourceNight, clusters: readonly Cluster[]): Cluster | null {
  let best: Cluster | null = null;
  for (const cluster of clusters) {
    const overlap = overlapMs(night, cluster.winner);
    if (overlap > 0 && (best === null || overlap > overlapMs(night, best.winner))) best = cluster;
  }
  return best ?? clusters.find(({ winner }) => isShiftedCopy(winner, night)) ?? null;
}

const isShiftedCopy = (a: SourceNight, b: SourceNight): boolean =>
  a.sourceId !== b.sourceId && wholeHourShift(a, b, SLEEP_RULES_IN_FORCE.shiftedCopy) !== 0;

/** Best nights first: what overlaps one that is already served is another recording of it. */
function cluster(nights: readonly SourceNight[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const night of [...nights].sort(bestFirst)) {
    const found = clusterOf(night, clusters);
    if (found === null) {
      clusters.push({ winner: night, others: [], hasShiftedCopy: false });
      continue;
    }
    found.others.push(night);
    found.hasShiftedCopy ||= isShiftedCopy(found.winner, night);
  }
  return clusters;
}

function secondsByStage(stages: readonly StageInterval[]): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const { stage, startMs, endMs } of stages) seconds[stage] = (seconds[stage] ?? 0) + (endMs - startMs) / 1000;
  return seconds;
}

const sumOf = (seconds: Readonly<Record<string, number>>, stages: ReadonlySet<string>): number =>
  [...stages].reduce((sum, stage) => sum + (seconds[stage] ?? 0), 0);

function inBedSecondsOf(window: Interval, stages: readonly StageInterval[], inBed: readonly Interval[]): number {
  const outOfBed = union(stages.filter(({ stage }) => stage === OUT_OF_BED));
  return lengthMs(subtract(union([window, ...inBed]), outOfBed)) / 1000;
}

/** Little sleep with its middle in the day. */
function kindOf(window: Interval, asleepSeconds: number, offsetMinutes: number): 'night' | 'nap' {
  const { asleepBelowSeconds, nightFromMinutes, nightToMinutes } = SLEEP_RULES_IN_FORCE.nap;
  const localMs = (window.startMs + window.endMs) / 2 + offsetMinutes * MINUTE_MS;
  const minutes = (((localMs % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS;
  const isAtNight = minutes >= nightFromMinutes || minutes < nightToMinutes;
  return asleepSeconds < asleepBelowSeconds && !isAtNight ? 'nap' : 'night';
}

/** Whether another source saw the night nearly whole inside a much longer sleep. */
function isFragment(winner: SourceNight, nights: readonly SourceNight[]): boolean {
  const { covered, timesLonger } = SLEEP_RULES_IN_FORCE.fragment;
  const length = winner.endMs - winner.startMs;
  return nights.some(
    (other) =>
      other.sourceId !== winner.sourceId &&
      other.endMs - other.startMs >= length * timesLonger &&
      overlapMs(other, winner) >= length * covered,
  );
}

function flagsOf({ winner, hasShiftedCopy }: Cluster): FlagId[] {
  const flags = new Set<FlagId>(winner.recordings.flatMap((recording) => recording.flags));
  if (!winner.detailed) flags.add('generic_stages');
  if (winner.stitched) flags.add('stitched');
  if (hasShiftedCopy) flags.add('offset_suspect');
  return [...flags].sort();
}

/** The offset the winning source named for the latest end, else the person's. */
function offsetOf({ recordings, endMs }: SourceNight, localOffsetAt: SleepInput['localOffsetAt']): number {
  const latest = recordings.filter((recording) => recording.endMs === endMs && recording.offsetMinutes !== null);
  return latest[0]?.offsetMinutes ?? localOffsetAt(endMs);
}

const byTime = (a: SourceNight, b: SourceNight): number => a.startMs - b.startMs || (firstId(a) < firstId(b) ? -1 : 1);

function episodeOf(
  cluster: Cluster,
  input: SleepInput,
  inBed: readonly SleepSampleInput[],
  nights: readonly SourceNight[],
): SleepEpisode {
  const { winner, others } = cluster;
  const { startMs, endMs, stages, sourceId } = winner;
  const aroundIt = inBed.filter((sample) => overlapMs(sample, winner) > 0);
  const offsetMinutes = offsetOf(winner, input.localOffsetAt);
  const stageSeconds = secondsByStage(stages);
  const asleepSeconds = sumOf(stageSeconds, ASLEEP_STAGES);
  const inBedSeconds = inBedSecondsOf(winner, stages, aroundIt);
  const recordings = [winner, ...others.sort(byTime)].flatMap((night) => night.recordings);
  const kind = kindOf(winner, asleepSeconds, offsetMinutes);
  const flags = flagsOf(cluster);
  return {
    id: `sleep-${firstId(winner)}`,
    kind,
    date: dateOfLocal(endMs + (offsetMinutes - (input.dayStartsAtMinutes ?? 0)) * MINUTE_MS),
    startMs,
    endMs,
    offsetMinutes,
    stages,
    stageSeconds,
    inBedSeconds,
    asleepSeconds,
    awakeSeconds: sumOf(stageSeconds, AWAKE_STAGES),
    efficiency: inBedSeconds > 0 ? asleepSeconds / inBedSeconds : null,
    sourceId,
    recordings: [...recordings, ...aroundIt].map((recording) => ({ id: recording.id, sourceId: recording.sourceId })),
    flags: kind === 'night' && isFragment(winner, nights) ? [...new Set<FlagId>([...flags, 'fragment'])].sort() : flags,
  };
}

const NOON_MINUTES = 12 * 60;

/** Local date on which the evening began: a night after midnight belongs to the one before. */
const eveningOf = ({ startMs, offsetMinutes }: SleepEpisode): string =>
  dateOfLocal(startMs + (offsetMinutes - NOON_MINUTES) * MINUTE_MS);

const longer = (a: SleepEpisode, b: SleepEpisode): boolean =>
  a.asleepSeconds === b.asleepSeconds ? a.startMs < b.startMs : a.asleepSeconds > b.asleepSeconds;

/**
 * The longest night that begins between one local noon and the next is named by that evening. It keeps its name when it
 * grows, when its recordings are replaced by others, and when another source comes to win it.
 */
function namedByEvening(episodes: readonly SleepEpisode[]): SleepEpisode[] {
  const nights = new Map<string, SleepEpisode>();
  for (const episode of episodes) {
    if (episode.kind !== 'night') continue;
    const known = nights.get(eveningOf(episode));
    if (known === undefined || longer(episode, known)) nights.set(eveningOf(episode), episode);
  }
  const names = new Map(Array.from(nights, ([evening, episode]) => [episode, `sleep-${evening}`]));
  return episodes.map((episode) => ({ ...episode, id: names.get(episode) ?? episode.id }));
}

const makesNights = (sample: SleepSampleInput): sample is StageSample & SleepSampleInput =>
  sample.rank !== null && sample.stage !== IN_BED;

/**
 * The nights and naps of a person, ascending. Each source's recordings are joined first (a grown session collapses, gaps
 * below the limit are bridged, specific stages beat generic sleep); then the best source wins each night and what
 * overlaps it is another recording of it. Being in bed never counts as sleep, whoever tells of it. Give every recording of
 * the days in question and of some days around them (`NIGHT_REACH_HOURS`); the order does not matter.
 */
export function sleepEpisodes(input: SleepInput): SleepEpisode[] {
  const inBed = input.samples.filter(({ stage }) => stage === IN_BED);
  const byIdAndTime = [...inBed].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
  const nights = nightsBySource(input.sessions, input.samples.filter(makesNights));
  const episodes = cluster(nights)
    .map((each) => episodeOf(each, input, byIdAndTime, nights))
    .sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
  return namedByEvening(episodes);
}
