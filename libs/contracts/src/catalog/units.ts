import type { Platform } from '../platforms.js';
import { UNIT_CONVERSION_ROWS } from './data/units.js';

/** Who spells the unit: the same name can differ (`%` is 0–1 in HealthKit and 0–100 in Health Connect). */
export type UnitPlatform = Platform | 'flutter_ios' | 'flutter_android';

/** `value_out = value_in * factor / divisor + offset`; a divisor keeps factors exact that are no finite decimals. */
export interface UnitConversion {
  readonly dimension: string;
  readonly platform: UnitPlatform | 'any';
  /** As the platform spells it. */
  readonly from: string;
  /** UCUM. */
  readonly to: string;
  readonly factor: number;
  readonly divisor: number;
  readonly offset: number;
  readonly note?: string;
  readonly source: string;
}

export const UNIT_CONVERSIONS: readonly UnitConversion[] = UNIT_CONVERSION_ROWS;

/** UCUM name of a ratio 0–1; what HealthKit calls `%`. */
export const RATIO = '1';

/** Spellings of one unit (or of one part of a compound unit) that differ from the UCUM one. */
const SPELLINGS: Readonly<Record<string, string>> = {
  hr: 'h',
  sec: 's',
  l: 'L',
  ml: 'mL',
  dl: 'dL',
  cl: 'cL',
  mcg: 'ug',
  µg: 'ug',
  μg: 'ug',
  mcS: 'uS',
  µS: 'uS',
  μS: 'uS',
  Cal: 'kcal',
  mmHg: 'mm[Hg]',
  IU: '[iU]',
  degC: 'Cel',
  '°C': 'Cel',
  '°F': 'degF',
  dBASPL: 'dB[SPL]',
  appleEffortScore: '{score}',
  bpm: '/min',
  Hz: '/s',
  // Words: HealthKit workout distances, and the unit names that Health Connect clients write.
  meters: 'm',
  kilometers: 'km',
  miles: 'mi',
  feet: 'ft',
  inches: 'in',
  kilograms: 'kg',
  grams: 'g',
  milligrams: 'mg',
  micrograms: 'ug',
  pounds: 'lb',
  ounces: 'oz',
  liters: 'L',
  milliliters: 'mL',
  fluidOuncesUs: 'fl_oz_us',
  kilocalories: 'kcal',
  calories: 'cal',
  kilojoules: 'kJ',
  joules: 'J',
  metersPerSecond: 'm/s',
  kilometersPerHour: 'km/h',
  milesPerHour: 'mi/h',
  watts: 'W',
  kilocaloriesPerDay: 'kcal/d',
  celsius: 'Cel',
  fahrenheit: 'degF',
  millimetersOfMercury: 'mm[Hg]',
  millimolesPerLiter: 'mmol/L',
  milligramsPerDeciliter: 'mg/dL',
};

const spell = (name: string): string => (Object.hasOwn(SPELLINGS, name) ? (SPELLINGS[name] ?? name) : name);

/** HealthKit names the molar mass in the unit, with digits that vary by exporter: `mmol<180.15588000005408>/L`. */
const GLUCOSE_MOLAR = /^mmol<180(?:\.\d+)?>\//;

/**
 * One spelling for a unit: molar mass of glucose cut (`mmol<180.15588>/L`), parts in UCUM names, `a/b·c`, `a/(b*c)` and `a/b/c`
 * alike with the divisors in order, and no counted thing in a rate (`count/min` is `/min`).
 */
export function normaliseUnit(unit: string): string {
  const bare = unit.trim().replace(GLUCOSE_MOLAR, 'mmol/');
  const whole = spell(bare);
  if (whole !== bare || !whole.includes('/')) return whole;
  const slash = whole.indexOf('/');
  const above = spell(whole.slice(0, slash).trim());
  const below = whole
    .slice(slash + 1)
    .split(/[()/·*\s]+/)
    .filter((part) => part !== '')
    .map(spell)
    .sort();
  return [above === 'count' ? '' : above, ...below].join('/');
}

interface Linear {
  readonly factor: number;
  readonly divisor: number;
  readonly offset: number;
}

const IDENTITY: Linear = { factor: 1, divisor: 1, offset: 0 };
const invert = ({ factor, divisor, offset }: Linear): Linear => ({
  factor: divisor,
  divisor: factor,
  offset: (-offset * divisor) / factor,
});
/** First `a`, then `b`. */
const chain = (a: Linear, b: Linear): Linear => ({
  factor: a.factor * b.factor,
  divisor: a.divisor * b.divisor,
  offset: (a.offset * b.factor) / b.divisor + b.offset,
});
const apply = (value: number, { factor, divisor, offset }: Linear): number => (value * factor) / divisor + offset;

/** HealthKit's `%` is a ratio; everything else means the same everywhere. */
const isRatio = (key: string, dimension: string, platform: UnitPlatform | 'any' | undefined): boolean =>
  key === '%' && dimension === 'fraction' && (platform === 'healthkit' || platform === 'flutter_ios');

/** `dimension` → `platform` or `any` → normalised from → normalised to. */
const table = new Map<string, Map<string, Map<string, Map<string, Linear>>>>();
/** Normalised unit → dimensions that know it. */
const dimensionsByUnit = new Map<string, Set<string>>();

function branch<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

for (const row of UNIT_CONVERSIONS) {
  const plain = normaliseUnit(row.from);
  const ratio = isRatio(plain, row.dimension, row.platform);
  const platforms = branch(table, row.dimension, () => new Map());
  const units = branch(platforms, ratio ? 'any' : row.platform, () => new Map());
  branch(units, ratio ? RATIO : plain, () => new Map()).set(normaliseUnit(row.to), row);
  for (const unit of [plain, normaliseUnit(row.to)]) branch(dimensionsByUnit, unit, () => new Set()).add(row.dimension);
}

function find(dimension: string, platform: UnitPlatform | undefined, from: string, to: string): Linear | null {
  const platforms = table.get(dimension);
  if (platforms === undefined) return null;
  const sides = [platform === undefined ? undefined : platforms.get(platform), platforms.get('any')].filter(
    (side) => side !== undefined,
  );
  const row = (a: string, b: string): Linear | undefined =>
    sides.map((side) => side.get(a)?.get(b)).find((found) => found !== undefined);

  const direct = row(from, to);
  if (direct !== undefined) return direct;
  if (from === to) return dimensionsByUnit.get(from)?.has(dimension) === true ? IDENTITY : null;
  const back = row(to, from);
  if (back !== undefined) return invert(back);
  for (const side of sides) {
    for (const [middle, there] of side.get(from) ?? []) {
      const onward = row(to, middle);
      if (onward !== undefined) return chain(there, invert(onward));
    }
  }
  return null;
}

/** Unit texts come from clients, so what is remembered is limited. */
const MAX_REMEMBERED = 2000;
const remembered = new Map<string, Linear>();

export interface ConvertOptions {
  /** Dimension of the metric: decides what a unit name means (a temperature or a difference of temperatures). */
  readonly dimension: string;
  /** Who spelled `fromUnit`; without one, units mean what UCUM says. */
  readonly platform?: UnitPlatform | undefined;
}

/**
 * `value` in `toUnit` (UCUM), or null where the table knows no way: another dimension, a rate for an amount, an unknown
 * unit. Pure.
 */
export function convert(
  value: number,
  fromUnit: string,
  toUnit: string,
  { dimension, platform }: ConvertOptions,
): number | null {
  const key = `${platform ?? ''}|${dimension}|${fromUnit}|${toUnit}`;
  let linear = remembered.get(key);
  if (linear === undefined) {
    const from = normaliseUnit(fromUnit);
    const found = find(dimension, platform, isRatio(from, dimension, platform) ? RATIO : from, normaliseUnit(toUnit));
    if (found === null) return null;
    linear = found;
    if (remembered.size < MAX_REMEMBERED) remembered.set(key, linear);
  }
  return apply(value, linear);
}

const NO_DIMENSIONS: ReadonlySet<string> = new Set();

/** Dimensions in which a unit is known; empty: the unit is in no table (`unit_unknown` rather than `unit_mismatch`). */
export const dimensionsOfUnit = (unit: string): ReadonlySet<string> =>
  dimensionsByUnit.get(normaliseUnit(unit)) ?? NO_DIMENSIONS;

/** Units, as platforms spell them, in which values of a metric may come: those with a row to its unit. */
export function acceptedUnits(dimension: string, unit: string, platform: UnitPlatform): readonly string[] {
  return UNIT_CONVERSIONS.filter(
    (row) => row.dimension === dimension && row.to === unit && (row.platform === 'any' || row.platform === platform),
  ).map((row) => row.from);
}
