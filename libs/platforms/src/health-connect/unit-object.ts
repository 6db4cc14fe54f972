import { type Refusal, missing, wrongKind } from '../record-result.js';
import { isAbsent, isObject } from '../reading/json.js';
import type { SentValue } from '../mapping/sample.js';

/** Keys of what the library reads, per dimension, ours first, with the UCUM unit each stands for. */
const READ_KEYS: Readonly<Record<string, readonly (readonly [key: string, unit: string])[]>> = {
  energy: [
    ['inKilocalories', 'kcal'],
    ['inCalories', 'cal'],
    ['inKilojoules', 'kJ'],
    ['inJoules', 'J'],
  ],
  length: [
    ['inMeters', 'm'],
    ['inKilometers', 'km'],
    ['inMiles', 'mi'],
    ['inFeet', 'ft'],
    ['inInches', 'in'],
  ],
  mass: [
    ['inKilograms', 'kg'],
    ['inGrams', 'g'],
    ['inMilligrams', 'mg'],
    ['inMicrograms', 'ug'],
    ['inPounds', 'lb'],
    ['inOunces', 'oz'],
  ],
  volume: [
    ['inLiters', 'L'],
    ['inMilliliters', 'mL'],
    ['inFluidOuncesUs', 'fl_oz_us'],
  ],
  speed: [
    ['inMetersPerSecond', 'm/s'],
    ['inKilometersPerHour', 'km/h'],
    ['inMilesPerHour', 'mi/h'],
  ],
  power: [
    ['inWatts', 'W'],
    ['inKilocaloriesPerDay', 'kcal/d'],
  ],
  energy_rate: [
    ['inKilocaloriesPerDay', 'kcal/d'],
    ['inWatts', 'W'],
  ],
  temperature: [
    ['inCelsius', 'Cel'],
    ['inFahrenheit', 'degF'],
  ],
  temperature_delta: [
    ['inCelsius', 'Cel'],
    ['inFahrenheit', 'degF'],
  ],
  pressure: [['inMillimetersOfMercury', 'mm[Hg]']],
  glucose: [
    ['inMillimolesPerLiter', 'mmol/L'],
    ['inMilligramsPerDeciliter', 'mg/dL'],
  ],
};

/** How the value of a field is written: a plain number, or an object with a key per unit. */
export interface FieldShape {
  /** Unit of the plain number, or of a bare number of a native client. */
  readonly unit: string;
  /** null: the field is a plain number. */
  readonly readKeys: readonly (readonly [key: string, unit: string])[] | null;
}

/** The shape of a quantity of a dimension; the key that gives `unit` without conversion is tried first. */
export function fieldShapeOf(dimension: string, unit: string): FieldShape {
  const keys = READ_KEYS[dimension];
  if (keys === undefined) return { unit, readKeys: null };
  return { unit, readKeys: [...keys.filter(([, name]) => name === unit), ...keys.filter(([, name]) => name !== unit)] };
}

/** The value of a field and its unit. `native` clients may write a bare number where the type fixes the unit. */
export function readField(value: unknown, shape: FieldShape, path: string, native: boolean): SentValue | Refusal {
  if (isAbsent(value)) return missing(path);
  if (typeof value === 'number' && (shape.readKeys === null || native))
    return { value, unit: shape.unit, valuePath: path, unitPath: path };
  if (shape.readKeys === null) return wrongKind(path, 'a number');
  if (!isObject(value)) return wrongKind(path, 'an object with a number per unit');
  for (const [key, unit] of shape.readKeys) {
    const found = value[key];
    if (typeof found === 'number') return { value: found, unit, valuePath: path, unitPath: path };
  }
  return readWritten(value, path) ?? missing(path);
}

/** What an app wrote rather than read: `{value, unit}`. */
function readWritten(value: Readonly<Record<string, unknown>>, path: string): SentValue | Refusal | null {
  const { value: number, unit } = value;
  if (isAbsent(number) && isAbsent(unit)) return null;
  if (typeof unit !== 'string') return isAbsent(unit) ? missing(`${path}.unit`) : wrongKind(`${path}.unit`, 'text');
  if (typeof number !== 'number')
    return isAbsent(number) ? missing(`${path}.value`) : wrongKind(`${path}.value`, 'a number');
  return { value: number, unit, valuePath: path, unitPath: `${path}.unit` };
}
