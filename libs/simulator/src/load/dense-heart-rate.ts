import type { Platform } from '@tributary/contracts';
import { type Dice, rollDice } from '../dice.js';
import { DEVICE_TYPE, RECORDING, instant, intervalRecord } from '../health-connect/records.js';
import { healthkitDevices } from '../healthkit/devices.js';
import { quantitySample } from '../healthkit/records.js';
import type { WireRecord } from '../wire.js';

export interface DenseHeartRateOptions {
  readonly seed: string;
  /** First reading, RFC 3339. */
  readonly start: string;
  readonly seconds: number;
  readonly hz: number;
  readonly platform: Platform;
  /** Readings in one Health Connect series; HealthKit has one sample per reading. */
  readonly recordsPerSeries: number;
  /** IANA zone of the offsets that Health Connect writes; the default is UTC. */
  readonly zone?: string;
}

export const BAND = {
  app: 'com.example.bandapp',
  type: DEVICE_TYPE.band,
  manufacturer: 'Acme',
  model: 'Band 4',
} as const;

interface Reading {
  readonly timeMs: number;
  readonly beatsPerMinute: number;
}

/** A heart that wanders between rest and effort, one reading every `1 / hz` seconds. */
function readings({ start, seconds, hz }: DenseHeartRateOptions, dice: Dice): Reading[] {
  const startMs = Date.parse(start);
  return Array.from({ length: Math.floor(seconds * hz) }, (_, index) => ({
    timeMs: startMs + Math.round((index * 1000) / hz),
    beatsPerMinute: Math.round(108 + 34 * Math.sin(index / 400) + dice.between(-4, 4)),
  }));
}

function asSeries(
  { hz, recordsPerSeries, zone }: DenseHeartRateOptions,
  all: readonly Reading[],
  dice: Dice,
): WireRecord[] {
  const stepMs = Math.max(1, Math.round(1000 / hz));
  return Array.from({ length: Math.ceil(all.length / recordsPerSeries) }, (_, index) => {
    const run = all.slice(index * recordsPerSeries, (index + 1) * recordsPerSeries);
    const window = { startMs: run[0]?.timeMs ?? 0, endMs: (run.at(-1)?.timeMs ?? 0) + stepMs };
    const samples = run.map(({ timeMs, beatsPerMinute }) => ({ time: instant(timeMs), beatsPerMinute }));
    const stamp = {
      id: dice.uuid(),
      source: BAND,
      modifiedMs: window.endMs + 5_000,
      recordingMethod: RECORDING.automatic,
    };
    return intervalRecord('HeartRate', window, () => zone ?? 'UTC', { samples }, stamp);
  });
}

function asSamples({ seed }: DenseHeartRateOptions, all: readonly Reading[], dice: Dice): WireRecord[] {
  const source = healthkitDevices(seed, 'Alex').worn;
  return all.map(({ timeMs, beatsPerMinute }) =>
    quantitySample({
      type: 'HeartRate',
      quantity: beatsPerMinute,
      unit: 'count/min',
      startMs: timeMs,
      endMs: timeMs,
      metadata: { HKMetadataKeyHeartRateMotionContext: 2 },
      uuid: dice.uuid(),
      source,
    }),
  );
}

/** Raw records with an unbroken run of heart-rate readings, ascending. */
export function denseHeartRate(options: DenseHeartRateOptions): WireRecord[] {
  const dice = rollDice(options.seed, 'dense-heart-rate', options.start);
  const all = readings(options, dice);
  return options.platform === 'healthkit' ? asSamples(options, all, dice) : asSeries(options, all, dice);
}
