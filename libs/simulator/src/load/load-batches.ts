import type { Platform } from '@tributary/contracts';
import { rollDice } from '../dice.js';
import { RECORDING, intervalRecord, kilocalories } from '../health-connect/records.js';
import { healthkitDevices } from '../healthkit/devices.js';
import { quantitySample } from '../healthkit/records.js';
import type { WireRecord } from '../wire.js';
import { BAND, denseHeartRate } from './dense-heart-rate.js';

export interface LoadOptions {
  readonly seed: string;
  /** `healthkit`: one record of about 800 bytes per sample. `health_connect`: series of 120 readings beside steps and energy. */
  readonly platform: Platform;
  readonly users: number;
  readonly batchesPerUser: number;
  /** About that many samples in a body: 120 (HealthKit) and 1,580 (Health Connect) make 100 KB. */
  readonly samplesPerBatch: number;
  /** When the first batch of every user begins, RFC 3339; later ones follow without a gap. */
  readonly start: string;
  readonly mode: 'live' | 'backfill';
}

/** A prepared request body. `samples` counts values, `records` the entries of the body. */
export interface LoadBatch {
  readonly userId: string;
  readonly batchId: string;
  readonly body: Buffer;
  readonly records: number;
  readonly samples: number;
}

interface Stretch {
  readonly records: WireRecord[];
  readonly samples: number;
}

/** One stretch of each platform: how long it lasts, how many samples it has, how it is written. */
interface Mix {
  readonly seconds: number;
  readonly samples: number;
  write(seed: string, startMs: number): WireRecord[];
}

const HEALTHKIT_SECONDS = 50;
const SERIES_LENGTH = 120;

const MIXES: Readonly<Record<Platform, Mix>> = {
  healthkit: {
    seconds: HEALTHKIT_SECONDS,
    samples: 12,
    write(seed, startMs) {
      const dice = rollDice(seed, startMs);
      const start = new Date(startMs).toISOString();
      const heart = denseHeartRate({
        seed,
        start,
        seconds: HEALTHKIT_SECONDS,
        hz: 0.2,
        platform: 'healthkit',
        recordsPerSeries: 1,
      });
      const window = {
        startMs,
        endMs: startMs + HEALTHKIT_SECONDS * 1000,
        source: healthkitDevices(seed, 'Alex').worn,
      };
      return [
        ...heart,
        quantitySample({
          type: 'StepCount',
          quantity: dice.whole(60, 140),
          unit: 'count',
          uuid: dice.uuid(),
          ...window,
        }),
        quantitySample({
          type: 'ActiveEnergyBurned',
          quantity: dice.whole(2000, 9000) / 1000,
          unit: 'kcal',
          uuid: dice.uuid(),
          ...window,
        }),
      ];
    },
  },
  health_connect: {
    seconds: SERIES_LENGTH,
    samples: SERIES_LENGTH + 2,
    write(seed, startMs) {
      const dice = rollDice(seed, startMs);
      const start = new Date(startMs).toISOString();
      const heart = denseHeartRate({
        seed,
        start,
        seconds: SERIES_LENGTH,
        hz: 1,
        platform: 'health_connect',
        recordsPerSeries: SERIES_LENGTH,
      });
      const window = { startMs, endMs: startMs + SERIES_LENGTH * 1000 };
      const record = (type: string, fields: WireRecord): WireRecord =>
        intervalRecord(type, window, () => 'UTC', fields, {
          id: dice.uuid(),
          source: BAND,
          modifiedMs: window.endMs + 5_000,
          recordingMethod: RECORDING.automatic,
        });
      return [
        ...heart,
        record('Steps', { count: dice.whole(150, 330) }),
        record('ActiveCaloriesBurned', { energy: kilocalories(dice.whole(6000, 22000) / 1000) }),
      ];
    },
  },
};

function writeStretches(mix: Mix, seed: string, startMs: number, count: number): Stretch {
  const records = Array.from({ length: count }, (_, index) =>
    mix.write(seed, startMs + index * mix.seconds * 1000),
  ).flat();
  return { records, samples: count * mix.samples };
}

/** Batches for load tests, in turns of all users, made one by one while they are read. */
export function* loadBatches(options: LoadOptions): Generator<LoadBatch, void, undefined> {
  const { seed, platform, users, batchesPerUser, samplesPerBatch, start, mode } = options;
  const mix = MIXES[platform];
  const stretches = Math.max(1, Math.round(samplesPerBatch / mix.samples));
  for (let round = 0; round < batchesPerUser; round++) {
    for (let user = 0; user < users; user++) {
      const userId = `${seed}-${String(user)}`;
      const startMs = Date.parse(start) + round * stretches * mix.seconds * 1000;
      const { records, samples } = writeStretches(mix, userId, startMs, stretches);
      const batchId = rollDice(userId, 'batch', startMs).uuid();
      const device = { id: userId, model: 'load', appVersion: '1.0.0', timeZone: 'UTC' };
      const body = Buffer.from(
        JSON.stringify({ batchId, platform, device, sync: { mode, sequence: round + 1 }, records }),
      );
      yield { userId, batchId, body, records: records.length, samples };
    }
  }
}
