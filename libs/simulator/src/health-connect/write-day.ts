import type { DayFrame } from '../calendar.js';
import { type Dice, rollDice } from '../dice.js';
import { type Beat, heartBeats, variabilities } from '../life/heart.js';
import type { Carrier, Life, Stage, Window } from '../life/life.js';
import type { WireRecord, Written } from '../wire.js';
import { exerciseFields } from './exercise.js';
import {
  DEVICE_TYPE,
  type HealthConnectSource,
  RECORDING,
  type Stamp,
  instant,
  instantRecord,
  intervalRecord,
  kilocalories,
  kilograms,
  meters,
} from './records.js';

/** Phone and scale write through apps of their own; the band's app writes what the band saw. */
const SOURCES: Readonly<Record<Carrier | 'scale', HealthConnectSource>> = {
  phone: { app: 'com.example.phone.steps', type: DEVICE_TYPE.phone, manufacturer: 'Acme', model: 'Phone 9' },
  worn: { app: 'com.example.bandapp', type: DEVICE_TYPE.band, manufacturer: 'Acme', model: 'Band 4' },
  scale: { app: 'com.example.scale', type: DEVICE_TYPE.scale, manufacturer: 'Acme', model: 'Scale S1' },
};

/** SleepSession.stages[].stage. */
const STAGE_CODE = { awake: 1, light: 4, deep: 5, rem: 6 } as const satisfies Record<Stage, number>;
const HEART_STEP_MS = 60_000;
const SERIES_MS = 15 * 60_000;
/** Apps write some time after the last second of a record. */
const WRITE_DELAY_MS = 95_214;

interface Pen {
  readonly frame: DayFrame;
  readonly life: Life;
  readonly dice: Dice;
}

function stamp({ dice }: Pen, carrier: Carrier | 'scale', endMs: number, extra: Partial<Stamp> = {}): Stamp {
  return {
    id: dice.uuid(),
    source: SOURCES[carrier],
    modifiedMs: endMs + WRITE_DELAY_MS,
    recordingMethod: RECORDING.automatic,
    ...extra,
  };
}

function interval(
  pen: Pen,
  recordType: string,
  window: Window,
  carrier: Carrier,
  fields: WireRecord,
  extra: Partial<Stamp> = {},
): Written {
  const { startMs, endMs } = window;
  const mark = stamp(pen, carrier, endMs, extra);
  return { readyMs: endMs, record: intervalRecord(recordType, { startMs, endMs }, pen.frame.zoneAt, fields, mark) };
}

/** Steps, distance and active energy of both devices, one record each per portion. */
function writeMovements(pen: Pen): Written[] {
  return pen.life.movements.flatMap(({ portions }) =>
    portions.flatMap((portion) => [
      interval(pen, 'Steps', portion, portion.carrier, { count: portion.steps }),
      interval(pen, 'Distance', portion, portion.carrier, { distance: meters(portion.meters) }),
      interval(pen, 'ActiveCaloriesBurned', portion, portion.carrier, { energy: kilocalories(portion.kilocalories) }),
    ]),
  );
}

/** A series record per quarter of an hour; the last sample lies inside its window. */
function writeHeart(pen: Pen, beats: readonly Beat[]): Written[] {
  const runs = new Map<number, Beat[]>();
  for (const beat of beats) {
    const slot = pen.frame.startMs + Math.floor((beat.timeMs - pen.frame.startMs) / SERIES_MS) * SERIES_MS;
    const run = runs.get(slot);
    if (run === undefined) runs.set(slot, [beat]);
    else run.push(beat);
  }
  return [...runs].map(([startMs, run]) => {
    const samples = run.map(({ timeMs, beatsPerMinute }) => ({ time: instant(timeMs), beatsPerMinute }));
    return interval(pen, 'HeartRate', { startMs, endMs: startMs + SERIES_MS }, 'worn', { samples });
  });
}

function writeVariability(pen: Pen): Written[] {
  const { frame, life, dice } = pen;
  return variabilities(dice.uuid(), frame, life).map(({ endMs, milliseconds }) => ({
    readyMs: endMs,
    record: instantRecord(
      'HeartRateVariabilityRmssd',
      endMs,
      frame.zoneAt(endMs),
      { heartRateVariabilityMillis: milliseconds },
      stamp(pen, 'worn', endMs),
    ),
  }));
}

function writeNight(pen: Pen): Written[] {
  const { night } = pen.life;
  const stages = night.stages.map(({ startMs, endMs, stage }) => ({
    startTime: instant(startMs),
    endTime: instant(endMs),
    stage: STAGE_CODE[stage],
  }));
  return [interval(pen, 'SleepSession', night, 'worn', { title: null, notes: null, stages })];
}

function writeWeighing(pen: Pen): Written[] {
  const { weighing } = pen.life;
  if (weighing === null) return [];
  const { timeMs } = weighing;
  const mark = stamp(pen, 'scale', timeMs, {
    recordingMethod: RECORDING.active,
    client: { id: `w-${pen.frame.date}`, version: 1 },
  });
  return [
    {
      readyMs: timeMs,
      record: instantRecord(
        'Weight',
        timeMs,
        pen.frame.zoneAt(timeMs),
        { weight: kilograms(weighing.kilograms) },
        mark,
      ),
    },
  ];
}

/** Session, and beside it the distance and energy of a workout without steps: Health Connect has them as records of their own. */
function writeWorkout(pen: Pen): Written[] {
  const { workout } = pen.life;
  if (workout === null) return [];
  const method = { recordingMethod: RECORDING.active };
  const client = { id: `${workout.sport}-${pen.frame.date}`, version: 4 };
  const session = interval(pen, 'ExerciseSession', workout, 'worn', exerciseFields(workout), { ...method, client });
  if (workout.sport === 'running') return [session];
  const energy = interval(
    pen,
    'ActiveCaloriesBurned',
    workout,
    'worn',
    { energy: kilocalories(workout.kilocalories) },
    method,
  );
  if (workout.meters === 0) return [session, energy];
  return [session, energy, interval(pen, 'Distance', workout, 'worn', { distance: meters(workout.meters) }, method)];
}

/** Everything that phone, band and scale of one person put into Health Connect on one local day. */
export function writeHealthConnectDay(seed: string, frame: DayFrame, life: Life): Written[] {
  const pen: Pen = { frame, life, dice: rollDice(seed, 'health-connect', frame.date) };
  const beats = heartBeats(seed, frame, life, HEART_STEP_MS);
  return [
    ...writeMovements(pen),
    ...writeHeart(pen, beats),
    ...writeVariability(pen),
    ...writeNight(pen),
    ...writeWeighing(pen),
    ...writeWorkout(pen),
  ];
}
