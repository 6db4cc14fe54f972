import type { FlagId, Metric, MetricId } from '@tributary/contracts';

/** A rule that makes a value doubtful without making it wrong. */
export interface Suspicion {
  readonly flag: FlagId;
  readonly applies: (value: number, spanMs: number) => boolean;
}

const HOUR_MS = 3_600_000;
/** A record this long stands for a whole day, so the soft bounds of the day hold for it. */
const DAY_RECORD_MS = 20 * HOUR_MS;
const MAGNITUDE = 1000;

/** Usual size of one record of metrics whose soft bounds are those of a day: a meal, a glass. In the metric's unit. */
const USUAL_RECORD: Partial<Record<MetricId, readonly [min: number, max: number]>> = {
  dietary_energy: [50, 3000],
  dietary_water: [50, 3000],
};

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

/** About 1000 times off: outside the usual range, inside it after multiplying or dividing by 1000. */
const isMagnitudeOff = (value: number, min: number, max: number): boolean =>
  !within(value, min, max) && (within(value * MAGNITUDE, min, max) || within(value / MAGNITUDE, min, max));

function magnitude(metric: Metric): Suspicion | null {
  const usual = USUAL_RECORD[metric.id];
  if (usual !== undefined) return { flag: 'magnitude_suspect', applies: (value) => isMagnitudeOff(value, ...usual) };
  const { softMin, softMax, softScope } = metric;
  if (softMin === null || softMax === null || softMin <= 0) return null;
  return {
    flag: 'magnitude_suspect',
    applies: (value, spanMs) =>
      (softScope === 'sample' || spanMs >= DAY_RECORD_MS) && isMagnitudeOff(value, softMin, softMax),
  };
}

/** Large: at least a hundredth of the most a day usually has; round: whole hundreds. */
function defaultValue(metric: Metric): Suspicion | null {
  if (metric.kind !== 'cumulative' || metric.resolution !== 'sweep' || metric.softMax === null) return null;
  const large = metric.softMax / 100;
  return {
    flag: 'default_suspect',
    applies: (value, spanMs) => spanMs === 0 && value >= large && value % 100 === 0 && value !== 0,
  };
}

export const suspicionsOf = (metric: Metric): readonly Suspicion[] =>
  [magnitude(metric), defaultValue(metric)].filter((suspicion) => suspicion !== null);
