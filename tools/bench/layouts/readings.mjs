import { randomBytes, randomUUID } from 'node:crypto';

/** The day on which all readings begin; a day has 24 hours. */
export const START_MS = Date.parse('2026-01-05T00:00:00Z');
export const HOUR_MS = 3_600_000;
const SERIES_LENGTH = 120;

/** @typedef {import('@tributary/store').StoredRecord} StoredRecord */

const profileOf = (rawType) => ({
  rawType,
  startOffsetMinutes: 60,
  endOffsetMinutes: 60,
  timeZone: null,
  deviceTimeZone: 'Europe/Berlin',
  recordingMethod: 'automatic',
  flags: [],
});
const PROFILES = { healthkit: profileOf('HKQuantityTypeIdentifierHeartRate'), health_connect: profileOf('HeartRate') };

/** A heart that wanders between rest and effort. */
const beatsAt = (index) => Math.round(108 + 34 * Math.sin(index / 400) + 4 * (Math.random() - 0.5));

const sampleAt = (part, startMs, index) => ({
  part,
  startMs,
  endMs: startMs,
  value: beatsAt(index),
  rawValue: null,
  rawUnit: null,
  flags: [],
});

/**
 * Heart rates as they are stored: HealthKit has a record with a uuid for each, Health Connect a series for 120 of them.
 * @param {{ platform: 'healthkit' | 'health_connect', samples: number, everyMs: number, from?: number }} wish `from`: number of the first @returns {StoredRecord[]}
 */
export function readings({ platform, samples, everyMs, from = 0 }) {
  const perRecord = platform === 'healthkit' ? 1 : SERIES_LENGTH;
  const prefix = platform === 'healthkit' ? 'hk' : 'hc';
  let batchId = '';
  return Array.from({ length: Math.ceil(samples / perRecord) }, (_, number) => {
    const index = number % 500;
    if (index === 0) batchId = randomUUID();
    const first = from + number * perRecord;
    const startMs = START_MS + first * everyMs;
    const uuid = randomUUID();
    return {
      id: `${prefix}-${uuid}`,
      rawId: uuid.toUpperCase(),
      version: {
        client: null,
        modifiedMs: platform === 'healthkit' ? null : startMs + perRecord * everyMs + 5_000,
        hash: randomBytes(8).toString('hex'),
      },
      revision: 1,
      startMs,
      endMs: platform === 'healthkit' ? startMs : startMs + perRecord * everyMs,
      profile: PROFILES[platform],
      batchId,
      index,
      samples: Array.from({ length: perRecord }, (_unused, at) => {
        const ms = startMs + at * everyMs;
        return sampleAt(platform === 'healthkit' ? '' : ms.toString(36), ms, first + at);
      }),
    };
  });
}

/** Records by time bucket. @param {readonly StoredRecord[]} records @returns {Map<number, StoredRecord[]>} */
export function inBuckets(records, hours) {
  const buckets = new Map();
  for (const record of records) {
    const bucket = Math.floor(record.startMs / (hours * HOUR_MS)) * hours;
    const list = buckets.get(bucket);
    if (list) list.push(record);
    else buckets.set(bucket, [record]);
  }
  return buckets;
}
