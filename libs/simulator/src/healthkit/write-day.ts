import type { DayFrame } from '../calendar.js';
import { type Dice, rollDice } from '../dice.js';
import { type Beat, heartBeats, variabilities } from '../life/heart.js';
import type { Life, Stage } from '../life/life.js';
import type { Written } from '../wire.js';
import { type HealthkitDevices, healthkitDevices } from './devices.js';
import { categorySample, quantitySample } from './records.js';
import { SPORTS, workoutRecord } from './workout-record.js';

/** HKCategoryValueSleepAnalysis. */
const STAGE_CODE = { awake: 2, light: 3, deep: 4, rem: 5 } as const satisfies Record<Stage, number>;
const IN_BED = 0;
/** HKHeartRateMotionContext. */
const MOTION = { sedentary: 1, active: 2 } as const;
const HEART_STEP_MS = 5 * 60_000;

interface Pen {
  readonly devices: HealthkitDevices;
  readonly frame: DayFrame;
  readonly life: Life;
  readonly dice: Dice;
}

/** Steps, distance and active energy of both devices, one sample each per portion. */
function writeMovements({ devices, life, dice }: Pen): Written[] {
  return life.movements.flatMap(({ portions }) =>
    portions.flatMap(({ carrier, steps, meters, kilocalories, startMs, endMs }) => {
      const values = [
        ['StepCount', steps, 'count'],
        ['DistanceWalkingRunning', meters, 'm'],
        ['ActiveEnergyBurned', kilocalories, 'kcal'],
      ] as const;
      return values.map(([type, quantity, unit]) => ({
        readyMs: endMs,
        record: quantitySample({ type, quantity, unit, startMs, endMs, uuid: dice.uuid(), source: devices[carrier] }),
      }));
    }),
  );
}

function writeHeart({ devices, frame, life, dice }: Pen, beats: readonly Beat[]): Written[] {
  const source = devices.worn;
  const rates = beats.map(({ timeMs, beatsPerMinute, moving }) => ({
    readyMs: timeMs,
    record: quantitySample({
      type: 'HeartRate',
      quantity: beatsPerMinute,
      unit: 'count/min',
      startMs: timeMs,
      endMs: timeMs,
      metadata: { HKMetadataKeyHeartRateMotionContext: moving ? MOTION.active : MOTION.sedentary },
      uuid: dice.uuid(),
      source,
    }),
  }));
  const spreads = variabilities(dice.uuid(), frame, life).map(({ startMs, endMs, milliseconds }) => ({
    readyMs: endMs,
    record: quantitySample({
      type: 'HeartRateVariabilitySDNN',
      quantity: milliseconds,
      unit: 'ms',
      startMs,
      endMs,
      metadata: { HKAlgorithmVersion: 2 },
      uuid: dice.uuid(),
      source,
    }),
  }));
  return [...rates, ...spreads];
}

/** Loose samples: the stages come from the watch, the time in bed around them from the phone. */
function writeNight({ devices, frame, life, dice }: Pen): Written[] {
  const metadata = { HKTimeZone: frame.zoneAtStart };
  const sample = (value: number, window: { startMs: number; endMs: number }, carrier: 'phone' | 'worn'): Written => ({
    readyMs: life.night.inBed.endMs,
    record: categorySample({
      type: 'SleepAnalysis',
      value,
      startMs: window.startMs,
      endMs: window.endMs,
      metadata,
      uuid: dice.uuid(),
      source: devices[carrier],
    }),
  });
  return [
    sample(IN_BED, life.night.inBed, 'phone'),
    ...life.night.stages.map((stage) => sample(STAGE_CODE[stage.stage], stage, 'worn')),
  ];
}

function writeWeighing({ devices, frame, life, dice }: Pen): Written[] {
  if (life.weighing === null) return [];
  const { timeMs, kilograms } = life.weighing;
  const mark = `scale-${frame.date}`;
  const metadata = {
    HKWasUserEntered: false,
    HKTimeZone: frame.zoneAtStart,
    HKExternalUUID: mark,
    HKMetadataKeySyncIdentifier: mark,
    HKMetadataKeySyncVersion: 1,
  };
  const value = { type: 'BodyMass', quantity: kilograms, unit: 'kg', startMs: timeMs, endMs: timeMs };
  return [
    { readyMs: timeMs, record: quantitySample({ ...value, metadata, uuid: dice.uuid(), source: devices.scale }) },
  ];
}

/** The workout, and on a ride its distance, which is no distance on foot. */
function writeWorkout({ devices, frame, life, dice }: Pen, beats: readonly Beat[]): Written[] {
  const { workout } = life;
  if (workout === null) return [];
  const { startMs, endMs } = workout;
  const inside = beats.filter(({ timeMs }) => timeMs >= startMs && timeMs < endMs);
  const record = workoutRecord(workout, inside, frame.zoneAt(startMs), devices.worn, dice);
  const written: Written[] = [{ readyMs: endMs, record }];
  const source = devices.worn;
  if (workout.sport === 'cycling') {
    const ride = { type: SPORTS.cycling.distance, quantity: workout.meters, unit: 'm', startMs, endMs };
    written.push({ readyMs: endMs, record: quantitySample({ ...ride, uuid: dice.uuid(), source }) });
  }
  if (workout.sport !== 'running') {
    const energy = { type: 'ActiveEnergyBurned', quantity: workout.kilocalories, unit: 'kcal', startMs, endMs };
    written.push({ readyMs: endMs, record: quantitySample({ ...energy, uuid: dice.uuid(), source }) });
  }
  return written;
}

/** Everything that phone, watch and scale of one person put into HealthKit on one local day. */
export function writeHealthkitDay(seed: string, owner: string, frame: DayFrame, life: Life): Written[] {
  const pen: Pen = {
    devices: healthkitDevices(seed, owner),
    frame,
    life,
    dice: rollDice(seed, 'healthkit', frame.date),
  };
  const beats = heartBeats(seed, frame, life, HEART_STEP_MS);
  return [
    ...writeMovements(pen),
    ...writeHeart(pen, beats),
    ...writeNight(pen),
    ...writeWeighing(pen),
    ...writeWorkout(pen, beats),
  ];
}
