import type { Aggregation, Interval } from '@tributary/contracts';
import { bucketAt } from './bucket-grid.js';
import { lengthMs } from './intervals.js';
import { RunningTotal, totalOf } from './running-total.js';
import type { SourceShare } from './source-shares.js';
import type { ValueRecord } from './sweep-field.js';
import type { BucketResult } from './sweep.js';

/** The value of one bucket and what else can be said about its samples. */
export interface BucketStatistics extends BucketResult {
  readonly count: number;
  /** null where the bucket has no sample. */
  readonly min: number | null;
  readonly max: number | null;
  readonly avg: number | null;
  readonly sum: number | null;
  readonly last: number | null;
}

/** Whose samples count: those of the best source of each bucket, or those of all. */
export type SourceChoice = 'best' | 'all';

/** A value and when it was so. */
interface TimedValue extends Interval {
  readonly value: number;
}

/** What a set of samples says: its value, and what each sample gives to that value. Samples are never empty. */
interface Measure {
  readonly value: (samples: readonly TimedValue[]) => number;
  /** Their total is the value. */
  readonly parts: (samples: readonly TimedValue[]) => number[];
}

const valuesOf = (samples: readonly TimedValue[]): number[] => samples.map(({ value }) => value);
const least = (samples: readonly TimedValue[]) => samples.reduce((min, { value }) => Math.min(min, value), Infinity);
const most = (samples: readonly TimedValue[]) => samples.reduce((max, { value }) => Math.max(max, value), -Infinity);

function sum(samples: readonly TimedValue[]): number {
  const total = new RunningTotal();
  for (const { value } of samples) total.add(value);
  return total.value;
}

const mean = (samples: readonly TimedValue[]) => sum(samples) / samples.length;
const last = (samples: readonly TimedValue[]) => samples.at(-1)?.value ?? Number.NaN;
const duration = (samples: readonly TimedValue[]) => lengthMs(samples) / 1000;

/** Weights of an energy average: the lengths of the samples where each has one, otherwise each counts once. */
function weightsOf(samples: readonly TimedValue[]): number[] {
  const lengths = samples.map(({ startMs, endMs }) => endMs - startMs);
  return lengths.every((length) => length > 0) ? lengths : lengths.map(() => 1);
}

/** Energies relative to the loudest sample, so that no power of ten overflows; weighted. */
function energiesOf(samples: readonly TimedValue[]): number[] {
  const loudest = most(samples);
  const weights = weightsOf(samples);
  return samples.map(({ value }, index) => (weights[index] ?? 0) * 10 ** ((value - loudest) / 10));
}

/** 10 · log10 of the weighted mean of 10^(L/10). */
const leq = (samples: readonly TimedValue[]): number =>
  most(samples) + 10 * Math.log10(totalOf(energiesOf(samples)) / totalOf(weightsOf(samples)));

/** All of the value is given by the first sample that has it. */
const byOne = (value: Measure['value']): Measure => ({
  value,
  parts: (samples) => {
    const whole = value(samples);
    const one = samples.findIndex((sample) => sample.value === whole);
    return samples.map((_, index) => (index === one ? whole : 0));
  },
});

/** Each sample gives its share of the value, in proportion to a positive weight. */
const byWeight = (value: Measure['value'], weigh: Measure['parts']): Measure => ({
  value,
  parts: (samples) => {
    const weights = weigh(samples);
    const [whole, total] = [value(samples), totalOf(weights)];
    return weights.map((weight) => (whole * weight) / total);
  },
});

const MEASURES: Record<Exclude<Aggregation, 'none'>, Measure> = {
  sum: { value: sum, parts: valuesOf },
  avg: { value: mean, parts: (samples) => samples.map(({ value }) => value / samples.length) },
  min: byOne(least),
  max: byOne(most),
  last: {
    value: last,
    parts: (samples) => samples.map(({ value }, index) => (index === samples.length - 1 ? value : 0)),
  },
  leq: byWeight(leq, energiesOf),
  count: { value: (samples) => samples.length, parts: (samples) => samples.map(() => 1) },
  duration: { value: duration, parts: (samples) => samples.map(({ startMs, endMs }) => (endMs - startMs) / 1000) },
};

/** By start, end, time of change, id: the order of means, and what `last` means. */
const byTime = (a: ValueRecord, b: ValueRecord): number =>
  a.startMs - b.startMs ||
  a.endMs - b.endMs ||
  (a.modifiedMs ?? 0) - (b.modifiedMs ?? 0) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The samples of one source with one rank in one bucket. */
export interface Group {
  readonly rank: number;
  readonly sourceId: string;
  readonly samples: ValueRecord[];
}

/** Best first: larger rank, of equal ranks more samples, then the smaller source id. */
const bestFirst = (a: Group, b: Group): number =>
  b.rank - a.rank || b.samples.length - a.samples.length || (a.sourceId < b.sourceId ? -1 : 1);

/** In the order of time; samples mostly come in it. */
const inTime = (samples: readonly ValueRecord[]): readonly ValueRecord[] =>
  samples.every((sample, index) => index === 0 || byTime(samples[index - 1] ?? sample, sample) <= 0)
    ? samples
    : [...samples].sort(byTime);

/** The groups of every bucket, best first; a sample belongs to the bucket its start lies in. */
export function groupsOf(samples: readonly ValueRecord[], buckets: readonly Interval[]): Group[][] {
  const groups = buckets.map((): Group[] => []);
  for (const sample of inTime(samples)) {
    const inBucket = sample.startMs <= sample.endMs ? groups[bucketAt(buckets, sample.startMs)] : undefined;
    if (inBucket === undefined) continue;
    const { rank, sourceId } = sample;
    const group = inBucket.find((each) => each.sourceId === sourceId && each.rank === rank);
    if (group === undefined) inBucket.push({ rank, sourceId, samples: [sample] });
    else group.samples.push(sample);
  }
  return groups.map((inBucket) => inBucket.sort(bestFirst));
}

const shareOf = (measure: Measure, sourceId: string, samples: readonly TimedValue[]): SourceShare => ({
  sourceId,
  value: measure.value(samples),
  seconds: duration(samples),
});

/** A source with several ranks is one again. */
function sharesOf(measure: Measure, groups: readonly Group[]): SourceShare[] {
  const sourceIds = [...new Set(groups.map(({ sourceId }) => sourceId))];
  return sourceIds.map((sourceId) => {
    const own = groups.filter((group) => group.sourceId === sourceId);
    return shareOf(measure, sourceId, samplesOf(own));
  });
}

const samplesOf = (groups: readonly Group[]): readonly ValueRecord[] => {
  const [only] = groups;
  return groups.length === 1 && only !== undefined ? only.samples : inTime(groups.flatMap(({ samples }) => samples));
};

const EMPTY = { value: null, sources: [], count: 0, min: null, max: null, avg: null, sum: null, last: null } as const;

/**
 * Instantaneous samples per bucket. With `best` the best ranked source that has samples starting in the bucket speaks
 * for it; of equal ranks the one with more samples, then the smaller source id. With `all` the samples of every source
 * are pooled. A source whose samples have several ranks (by recording method) stands once for each rank.
 */
export function bestSource(
  samples: readonly ValueRecord[],
  buckets: readonly Interval[],
  aggregation: Exclude<Aggregation, 'none'>,
  choice: SourceChoice = 'best',
): BucketStatistics[] {
  const measure = MEASURES[aggregation];
  return groupsOf(samples, buckets).map((groups, index) => {
    const { startMs = 0, endMs = 0 } = buckets[index] ?? {};
    const counted = choice === 'best' ? groups.slice(0, 1) : groups;
    const chosen = samplesOf(counted);
    if (chosen.length === 0) return { startMs, endMs, ...EMPTY };
    return {
      startMs,
      endMs,
      value: measure.value(chosen),
      sources: sharesOf(measure, counted),
      count: chosen.length,
      min: least(chosen),
      max: most(chosen),
      avg: mean(chosen),
      sum: sum(chosen),
      last: last(chosen),
    };
  });
}

/** What the samples of one source, in the order of time and at least one, give as the value of a bucket. */
export const shareOfSamples = (
  sourceId: string,
  samples: readonly TimedValue[],
  aggregation: Exclude<Aggregation, 'none'>,
): SourceShare => shareOf(MEASURES[aggregation], sourceId, samples);

/** What each of the samples gives to the value of them all. */
export const partsOfSamples = (
  samples: readonly TimedValue[],
  aggregation: Exclude<Aggregation, 'none'>,
): readonly number[] => MEASURES[aggregation].parts(samples);
