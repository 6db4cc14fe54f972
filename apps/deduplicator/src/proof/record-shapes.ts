import {
  recordIdOf,
  sha256,
  sourceIdOf,
  valuesIdOf,
  type CanonicalContent,
  type CanonicalRecord,
  type CanonicalSample,
  type Interval,
  type Platform,
  type RecordVersion,
  type Source,
} from '@tributary/contracts';
import { berlinOffset } from './berlin-days.js';

const DEVICES = ['phone', 'watch', 'band'] as const;

/** A phone, a watch and a band, each with an app of its own. */
export const SOURCES: readonly Source[] = DEVICES.map((type) => ({
  id: sourceIdOf(`com.example.${type}`, 'Acme', type, type),
  app: { id: `com.example.${type}`, name: null },
  device: { manufacturer: 'Acme', model: type, type },
}));

/** Rank under the built-in order: watch, band, phone. */
export const builtinRank = (sourceId: string): number =>
  ['phone', 'band', 'watch'].findIndex((type) =>
    SOURCES.some((each) => each.id === sourceId && each.device.type === type),
  );

const MINUTE_MS = 60_000;

type WorkoutRoute = Extract<CanonicalContent, { kind: 'workout' }>['route'];

export interface Shape {
  readonly rawType: string;
  /** Quarters of an hour for each step of `length`. */
  readonly quarters: number;
  readonly content: (window: Interval, amount: number) => CanonicalContent;
  readonly values?: string;
}

const sampled =
  (metric: string, valueOf: (amount: number) => number): Shape['content'] =>
  ({ startMs, endMs }, amount) => ({
    kind: 'samples',
    samples: [{ part: '', metric, startMs, endMs, value: valueOf(amount) }],
  });

/** One beat every ten minutes, over as many four-hour chunks as the window is long. */
const beats: Shape['content'] = ({ startMs, endMs }, amount) => ({
  kind: 'samples',
  samples: Array.from({ length: Math.floor((endMs - startMs) / (10 * MINUTE_MS)) + 1 }, (_, index): CanonicalSample => {
    const at = startMs + index * 10 * MINUTE_MS;
    return { part: at.toString(36), metric: 'heart_rate', startMs: at, endMs: at, value: 60 + amount + (index % 7) };
  }),
});

/** A third of the window from its middle on does not count. */
const middleThird = ({ startMs, endMs }: Interval): Interval => {
  const third = Math.floor((endMs - startMs) / 3);
  return { startMs: startMs + third, endMs: startMs + 2 * third };
};

const night: Shape['content'] = (window, amount) => ({
  kind: 'sleep',
  title: null,
  notes: null,
  stages: [
    { stage: amount % 2 === 0 ? 'awake' : 'deep', rawStage: 1, ...middleThird(window) },
    { stage: 'light', rawStage: 4, startMs: window.startMs, endMs: middleThird(window).startMs },
  ],
});

/** What a version says of its route, in turn: nothing, a route, that it is withheld, that there is none, another route. */
const routeIn = ({ startMs }: Interval, amount: number): WorkoutRoute => {
  const points = [{ timeMs: startMs, latitude: 52, longitude: 13 + amount / 100 }];
  return [null, points, 'withheld' as const, [], points][amount % 5] ?? null;
};

const workout: Shape['content'] = (window, amount) => ({
  kind: 'workout',
  sport: amount % 2 === 0 ? 'running' : 'walking',
  rawSport: 56,
  title: null,
  notes: null,
  activeSeconds: null,
  statistics: { distance: { unit: 'm', value: 1000 + amount } },
  segments: amount % 3 === 0 ? [{ type: 'pause', rawType: 38, ...middleThird(window) }] : [],
  laps: [],
  events: [],
  route: routeIn(window, amount),
  attributes: {},
});

const happened =
  (type: string): Shape['content'] =>
  (_, amount) => ({ kind: 'event', type, value: amount, rawValue: amount, attributes: {} });

export const HC = {
  steps: { rawType: 'Steps', quarters: 1, content: sampled('steps', (amount) => 100 * amount) },
  heartRate: { rawType: 'HeartRate', quarters: 12, content: beats },
  sleep: { rawType: 'SleepSession', quarters: 8, content: night },
  exercise: { rawType: 'ExerciseSession', quarters: 2, content: workout },
  mindful: { rawType: 'MindfulnessSession', quarters: 1, content: happened('mindful_session') },
  weight: { rawType: 'Weight', quarters: 0, content: sampled('weight', (amount) => 70 + amount / 10) },
  meal: { rawType: 'Nutrition', quarters: 0, content: happened('food_entry'), values: 'dietary_protein' },
} satisfies Record<string, Shape>;

export const HK = {
  steps: {
    rawType: 'HKQuantityTypeIdentifierStepCount',
    quarters: 1,
    content: sampled('steps', (amount) => 100 * amount),
  },
  heartRate: {
    rawType: 'HKQuantityTypeIdentifierHeartRate',
    quarters: 0,
    content: sampled('heart_rate', (amount) => 60 + amount),
  },
  sleep: {
    rawType: 'HKCategoryTypeIdentifierSleepAnalysis',
    quarters: 4,
    content: sampled('sleep_stage', (amount) => amount % 6),
  },
  workout: { rawType: 'HKWorkoutTypeIdentifier', quarters: 2, content: workout },
  mindful: { rawType: 'HKCategoryTypeIdentifierMindfulSession', quarters: 1, content: happened('mindful_session') },
  highPulse: {
    rawType: 'HKCategoryTypeIdentifierHighHeartRateEvent',
    quarters: 1,
    content: happened('high_heart_rate_event'),
  },
} satisfies Record<string, Shape>;

/** One raw record of a person. Times in epoch milliseconds. */
export interface RawRecord extends Interval {
  readonly platform: Platform;
  readonly rawId: string;
  readonly shape: Shape;
  readonly amount: number;
  /** Index into `SOURCES`. */
  readonly source: number;
  readonly version: Omit<RecordVersion, 'hash'>;
  readonly namesOffset: boolean;
}

/** The canonical records of one raw record: a meal gives its event and its values. */
export function canonicalOf(raw: RawRecord, index: number): CanonicalRecord[] {
  const { platform, rawId, shape, amount, startMs, endMs, version } = raw;
  const content = shape.content({ startMs, endMs }, amount);
  const sourceId = SOURCES[raw.source % SOURCES.length]?.id ?? sourceIdOf('', null, null, '');
  const offset = (ms: number) => (raw.namesOffset ? berlinOffset(ms) : null);
  const record: CanonicalRecord = {
    id: recordIdOf(platform, rawId),
    index,
    version: { ...version, hash: sha256(JSON.stringify([startMs, endMs, content, sourceId])).slice(0, 16) },
    rawType: shape.rawType,
    rawId,
    startMs,
    endMs,
    startOffsetMinutes: offset(startMs),
    endOffsetMinutes: offset(endMs - (endMs > startMs ? 1 : 0)),
    timeZone: null,
    sourceId,
    recordingMethod: 'automatic',
    flags: [],
    clientRecordId: null,
    content,
  };
  return shape.values === undefined ? [record] : [record, valuesOf(record, shape.values, amount)];
}

const valuesOf = (record: CanonicalRecord, metric: string, amount: number): CanonicalRecord => ({
  ...record,
  id: valuesIdOf(record.id),
  content: {
    kind: 'samples',
    samples: [{ part: metric, metric, startMs: record.startMs, endMs: record.endMs, value: 5 + amount }],
  },
});
