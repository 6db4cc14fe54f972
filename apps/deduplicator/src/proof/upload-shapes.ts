import {
  partId,
  recordIdOf,
  sha256,
  sourceIdOf,
  type CanonicalContent,
  type CanonicalRecord,
  type CanonicalSample,
  type Interval,
  type Platform,
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
  ['phone', 'band', 'watch'].findIndex((type) => SOURCES.some((each) => each.id === sourceId && each.device.type === type));

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** 22:00 in Berlin, two days and a clock change before the last place. */
const FIRST_MS = Date.parse('2026-10-24T20:00:00Z');

/** What a random upload says of one record; every field is a small number, so that failures shrink. */
export interface Draft {
  /** Which of the person's records: index into `SLOTS`. */
  readonly slot: number;
  readonly edit: number;
  /** Start, in quarters of an hour. */
  readonly place: number;
  readonly length: number;
  readonly amount: number;
  readonly source: number;
  /** Milliseconds late: less than a second, so that near copies come about. */
  readonly jitter: number;
  readonly namesOffset: boolean;
}

interface Shape {
  readonly rawType: string;
  /** Quarters of an hour for each step of `length`. */
  readonly quarters: number;
  readonly content: (window: Interval, draft: Draft) => CanonicalContent;
  readonly values?: string;
}

const sampled =
  (metric: string, valueOf: (amount: number) => number): Shape['content'] =>
  ({ startMs, endMs }, { amount }) => ({
    kind: 'samples',
    samples: [{ part: '', metric, startMs, endMs, value: valueOf(amount) }],
  });

/** One beat every ten minutes, over as many four-hour chunks as the window is long. */
const beats: Shape['content'] = ({ startMs, endMs }, { amount }) => ({
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

const night: Shape['content'] = (window, { amount }) => ({
  kind: 'sleep',
  title: null,
  notes: null,
  stages: [
    { stage: amount % 2 === 0 ? 'awake' : 'deep', rawStage: 1, ...middleThird(window) },
    { stage: 'light', rawStage: 4, startMs: window.startMs, endMs: middleThird(window).startMs },
  ],
});

const workout: Shape['content'] = (window, { amount }) => ({
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
  route: null,
  attributes: {},
});

const happened =
  (type: string): Shape['content'] =>
  (_, { amount }) => ({ kind: 'event', type, value: amount, rawValue: amount, attributes: {} });

const HC = {
  steps: { rawType: 'Steps', quarters: 1, content: sampled('steps', (amount) => 100 * amount) },
  heartRate: { rawType: 'HeartRate', quarters: 12, content: beats },
  sleep: { rawType: 'SleepSession', quarters: 8, content: night },
  exercise: { rawType: 'ExerciseSession', quarters: 2, content: workout },
  mindful: { rawType: 'MindfulnessSession', quarters: 1, content: happened('mindful_session') },
  weight: { rawType: 'Weight', quarters: 0, content: sampled('weight', (amount) => 70 + amount / 10) },
  meal: { rawType: 'Nutrition', quarters: 0, content: happened('food_entry'), values: 'dietary_protein' },
} satisfies Record<string, Shape>;

const HK = {
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

interface Slot {
  readonly platform: Platform;
  /** By edit: the last one stays, so a record with several shapes becomes another kind with its next version. */
  readonly shapes: readonly Shape[];
  readonly versions: 'none' | 'client' | 'modified' | 'both';
}

const hk = (versions: Slot['versions'], ...shapes: Shape[]): Slot => ({ platform: 'healthkit', shapes, versions });
const hc = (versions: Slot['versions'], ...shapes: Shape[]): Slot => ({ platform: 'health_connect', shapes, versions });

/**
 * The records of a person. HealthKit never changes a sample in place unless it carries a sync version: those without
 * one say the same whenever they come.
 */
export const SLOTS: readonly Slot[] = [
  hk('none', HK.steps),
  hk('client', HK.steps),
  hk('none', HK.heartRate),
  hk('none', HK.heartRate),
  hk('none', HK.heartRate),
  hk('client', HK.heartRate),
  hk('none', HK.sleep),
  hk('none', HK.sleep),
  hk('none', HK.workout),
  hk('client', HK.mindful, HK.highPulse),
  hc('modified', HC.steps),
  hc('modified', HC.steps),
  hc('both', HC.steps),
  hc('modified', HC.heartRate),
  hc('both', HC.sleep),
  hc('modified', HC.exercise),
  hc('modified', HC.exercise),
  hc('modified', HC.mindful),
  hc('modified', HC.weight),
  hc('modified', HC.meal),
  hc('both', HC.meal, HC.mindful, HC.meal),
  hc('modified', HC.steps, HC.heartRate, HC.exercise, HC.weight),
  hc('modified', HC.meal, HC.steps, HC.sleep),
];

export const platformOf = (slot: number): Platform => SLOTS[slot]?.platform ?? 'health_connect';

const rawIdOf = (slot: number): string => `7b0c4a52-91de-4f0b-8b1e-${String(slot).padStart(12, '0')}`;

export const idOf = (slot: number) => recordIdOf(platformOf(slot), rawIdOf(slot));
export const rawTypeOf = (slot: number, edit: number): string => shapeOf(slot, edit).rawType;

function shapeOf(slot: number, edit: number): Shape {
  const shapes = SLOTS[slot]?.shapes ?? [];
  return shapes[Math.min(edit, shapes.length - 1)] ?? HC.steps;
}

/** Hour of the edits and deletes: times of change and of deletion lie on the same grid, so that they meet. */
export const hourMs = (hours: number): number => FIRST_MS + hours * HOUR_MS;

/** A record that never changes says what its slot says. */
const settled = (draft: Draft, platform: Platform, versions: Slot['versions']): Draft =>
  platform === 'healthkit' && versions === 'none'
    ? { ...draft, edit: 0, place: draft.slot * 23, length: 1 + (draft.slot % 3), amount: draft.slot, source: draft.slot, jitter: 0 }
    : draft;

/** The canonical records of one raw record: a meal gives its event and its values. */
export function recordsOf(given: Draft, index: number): CanonicalRecord[] {
  const { platform, versions } = SLOTS[given.slot] ?? hc('modified', HC.steps);
  const draft = settled(given, platform, versions);
  const shape = shapeOf(draft.slot, draft.edit);
  const startMs = FIRST_MS + (draft.place % 160) * 15 * MINUTE_MS + draft.jitter;
  const endMs = startMs + draft.length * shape.quarters * 15 * MINUTE_MS;
  const content = shape.content({ startMs, endMs }, draft);
  const source = SOURCES[draft.source % SOURCES.length];
  const offset = (ms: number) => (given.namesOffset ? berlinOffset(ms) : null);
  const record: CanonicalRecord = {
    id: idOf(draft.slot),
    index,
    version: {
      client: versions === 'client' || versions === 'both' ? draft.edit : null,
      modifiedMs: versions === 'modified' || versions === 'both' ? hourMs(draft.edit * 2) : null,
      hash: sha256(JSON.stringify([startMs, endMs, content, source?.id])).slice(0, 16),
    },
    rawType: shape.rawType,
    rawId: rawIdOf(draft.slot),
    startMs,
    endMs,
    startOffsetMinutes: offset(startMs),
    endOffsetMinutes: offset(endMs - (endMs > startMs ? 1 : 0)),
    timeZone: null,
    sourceId: source?.id ?? sourceIdOf('', null, null, ''),
    recordingMethod: 'automatic',
    flags: [],
    clientRecordId: null,
    content,
  };
  return shape.values === undefined ? [record] : [record, valuesOf(record, shape.values, draft.amount)];
}

const valuesOf = (record: CanonicalRecord, metric: string, amount: number): CanonicalRecord => ({
  ...record,
  id: recordIdWithValues(record),
  content: {
    kind: 'samples',
    samples: [{ part: metric, metric, startMs: record.startMs, endMs: record.endMs, value: 5 + amount }],
  },
});

const recordIdWithValues = ({ id }: CanonicalRecord) => partId(id, 'values') as CanonicalRecord['id'];
