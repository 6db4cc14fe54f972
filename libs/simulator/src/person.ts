import type { Platform } from '@tributary/contracts';
import { type DayFrame, type ZoneEntry, addDays, dayFrame, dayNumber } from './calendar.js';
import { rollDice } from './dice.js';
import { writeHealthConnectDay } from './health-connect/write-day.js';
import { PHONE_MODEL } from './healthkit/devices.js';
import { writeHealthkitDay } from './healthkit/write-day.js';
import { liveDay } from './life/live-day.js';
import type { Life } from './life/life.js';
import { type DayTruth, truthOf } from './truth.js';
import type { SimulatedBatch, WireRecord, Written } from './wire.js';

export interface PersonOptions {
  readonly seed: string;
  readonly platform: Platform;
  /** Ascending by `from`. */
  readonly zonePlan: readonly ZoneEntry[];
  /** First local date, YYYY-MM-DD, and the number of dates from it on. */
  readonly start: string;
  readonly days: number;
  /** The name that HealthKit devices carry; the default is `Alex`. */
  readonly name?: string;
  /** `sync.mode` of the batches; the default is `live`. */
  readonly mode?: 'live' | 'backfill';
}

export interface SimulatedDay {
  readonly batches: readonly SimulatedBatch[];
  readonly truth: DayTruth;
}

export interface Person {
  /** The local dates of this person, ascending. */
  readonly dates: readonly string[];
  /** What the phone uploads for a local date, and what is true of it. Throws RangeError for a date outside `dates`. */
  day(date: string): SimulatedDay;
}

const WRITERS: Readonly<Record<Platform, (options: PersonOptions, frame: DayFrame, life: Life) => Written[]>> = {
  healthkit: ({ seed, name }, frame, life) => writeHealthkitDay(seed, name ?? 'Alex', frame, life),
  health_connect: ({ seed }, frame, life) => writeHealthConnectDay(seed, frame, life),
};

const PHONES: Readonly<Record<Platform, { readonly model: string; readonly osVersion: string }>> = {
  healthkit: { model: PHONE_MODEL, osVersion: '26.1' },
  health_connect: { model: 'Acme Phone 9', osVersion: '16' },
};

/** Wall-clock times at which the app uploads, in minutes since midnight; it also does before the clock is set to another zone. */
const SYNC_AT = [9 * 60, 15 * 60, 21 * 60];
const MAX_RECORDS = 500;

const typeOf = (record: WireRecord): string => {
  const type = record['recordType'] ?? record['quantityType'] ?? record['categoryType'];
  return typeof type === 'string' ? type : 'HKWorkoutTypeIdentifier';
};

const anchorsOf = (records: readonly WireRecord[], sequence: number): Record<string, string> =>
  Object.fromEntries(
    [...new Set(records.map(typeOf))].map((type) => [type, btoa(`anchor-${type}-${String(sequence)}`)]),
  );

/** The moments of upload of a day; the last one, at its end, takes what is left. */
function syncTimes(frame: DayFrame): number[] {
  const times = SYNC_AT.flatMap((wall) => frame.at(wall) ?? []);
  return [...times, ...(frame.switchMs === null ? [] : [frame.switchMs]), Number.POSITIVE_INFINITY].sort(
    (a, b) => a - b,
  );
}

function uploads(
  frame: DayFrame,
  written: readonly Written[],
): { readonly zone: string; readonly records: WireRecord[] }[] {
  const ready = [...written].sort((a, b) => a.readyMs - b.readyMs);
  let next = 0;
  return syncTimes(frame).flatMap((timeMs) => {
    const begin = next;
    while (next < ready.length && (ready[next]?.readyMs ?? 0) <= timeMs) next++;
    const zone = frame.zoneAt(Math.min(timeMs, frame.endMs) - 1);
    const due = ready.slice(begin, next).map(({ record }) => record);
    const runs = Array.from({ length: Math.ceil(due.length / MAX_RECORDS) }, (_, run) =>
      due.slice(run * MAX_RECORDS, (run + 1) * MAX_RECORDS),
    );
    return runs.map((records) => ({ zone, records }));
  });
}

/** A person with a phone, a worn device and a scale, whose days follow from the seed alone. */
export function createPerson(options: PersonOptions): Person {
  const { seed, platform, zonePlan, start, days } = options;
  const dates = Array.from({ length: days }, (_, index) => addDays(start, index));
  const deviceId = rollDice(seed, 'phone').uuid();
  return {
    dates,
    day(date) {
      if (!dates.includes(date)) throw new RangeError(`${date} is not a day of this person`);
      const frame = dayFrame(date, zonePlan);
      const life = liveDay(seed, frame);
      const dice = rollDice(seed, 'batches', date);
      const firstSequence = dayNumber(date) * 100;
      const batches = uploads(frame, WRITERS[platform](options, frame, life)).map(({ zone, records }, index) => ({
        batchId: dice.uuid(),
        platform,
        device: { id: deviceId, ...PHONES[platform], appVersion: '3.4.0', timeZone: zone },
        sync: {
          mode: options.mode ?? 'live',
          sequence: firstSequence + index,
          anchors: anchorsOf(records, firstSequence + index),
        },
        records,
      }));
      return { batches, truth: truthOf(frame, life) };
    },
  };
}
