import { offsetMinutesAt } from '../calendar.js';
import type { Window } from '../life/life.js';
import type { WireRecord } from '../wire.js';

/** Shapes of react-native-health-connect 4.1.3: absent strings and maps are `null`, quantities carry every unit of their dimension. */

/** metadata.device.type. */
export const DEVICE_TYPE = { watch: 1, phone: 2, scale: 3, band: 6 } as const;
/** metadata.recordingMethod. */
export const RECORDING = { active: 1, automatic: 2 } as const;

export interface HealthConnectSource {
  /** Package name of the writing app. */
  readonly app: string;
  readonly type: number;
  readonly manufacturer: string;
  readonly model: string;
}

export interface Stamp {
  readonly id: string;
  readonly source: HealthConnectSource;
  readonly modifiedMs: number;
  readonly recordingMethod: number;
  readonly client?: { readonly id: string; readonly version: number };
}

/** Fraction digits are left out when zero, as `java.time.Instant` prints them. */
export const instant = (epochMs: number): string => new Date(epochMs).toISOString().replace('.000Z', 'Z');

export function zoneOffset(epochMs: number, zone: string): WireRecord {
  const minutes = offsetMinutesAt(epochMs, zone);
  const digits = (value: number): string => String(value).padStart(2, '0');
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const id = minutes === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${digits(hours)}:${digits(rest)}`;
  return { id, totalSeconds: minutes * 60 };
}

export function metadata({ id, source, modifiedMs, recordingMethod, client }: Stamp): WireRecord {
  const { app, type, manufacturer, model } = source;
  return {
    id,
    clientRecordId: client?.id ?? null,
    clientRecordVersion: client?.version ?? 0,
    dataOrigin: app,
    lastModifiedTime: instant(modifiedMs),
    device: { type, manufacturer, model },
    recordingMethod,
    manufacturer,
    model,
  };
}

/** An interval or series record; `zoneAt` gives the zone of its start and of its end. */
export function intervalRecord(
  recordType: string,
  { startMs, endMs }: Window,
  zoneAt: (epochMs: number) => string,
  fields: WireRecord,
  stamp: Stamp,
): WireRecord {
  return {
    recordType,
    startTime: instant(startMs),
    endTime: instant(endMs),
    startZoneOffset: zoneOffset(startMs, zoneAt(startMs)),
    endZoneOffset: zoneOffset(endMs, zoneAt(endMs - 1)),
    ...fields,
    metadata: metadata(stamp),
  };
}

export function instantRecord(
  recordType: string,
  timeMs: number,
  zone: string,
  fields: WireRecord,
  stamp: Stamp,
): WireRecord {
  return {
    recordType,
    time: instant(timeMs),
    zoneOffset: zoneOffset(timeMs, zone),
    ...fields,
    metadata: metadata(stamp),
  };
}

const twelveDigits = (value: number): number => Number(value.toPrecision(12));

/** Factors from the unit in the function's name to the others that the bridge computes. */
const LENGTH = { inMeters: 1, inKilometers: 1 / 1000, inMiles: 1 / 1609.344, inInches: 1 / 0.0254, inFeet: 1 / 0.3048 };
const ENERGY = { inCalories: 1000, inJoules: 4184, inKilocalories: 1, inKilojoules: 4.184 };
const MASS = {
  inGrams: 1000,
  inKilograms: 1,
  inMilligrams: 1e6,
  inMicrograms: 1e9,
  inOunces: 1 / 0.028349523125,
  inPounds: 1 / 0.45359237,
};

const everyUnit = (value: number, factors: Readonly<Record<string, number>>): WireRecord =>
  Object.fromEntries(Object.entries(factors).map(([unit, factor]) => [unit, twelveDigits(value * factor)]));

export const meters = (value: number): WireRecord => everyUnit(value, LENGTH);
export const kilocalories = (value: number): WireRecord => everyUnit(value, ENERGY);
export const kilograms = (value: number): WireRecord => everyUnit(value, MASS);
