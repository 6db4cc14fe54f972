import { timePart, type CanonicalSample, type Interval, type RecordType } from '@tributary/contracts';
import { isAbsent, isObject, type JsonObject } from '../reading/json.js';
import { parseInstant } from '../reading/instant.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { createSample } from '../mapping/sample.js';
import { sealSamples, type Header } from '../mapping/seal.js';
import { flagsOf, implausible, isPlausible } from '../mapping/value-plan.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { valueFieldOf, valueRowsOf, type ValueField } from './fields.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthConnectMapper } from './mapper.js';
import { skinTemperatureMapper } from './skin-temperature.js';
import { readField } from './unit-object.js';

export const SERIES_RULE: HeaderRule = { shape: 'interval', maxSpanMs: MAX_SPAN_MS.day, ahead: 'never' };

/** Where a type keeps its samples, and the value in each. */
export interface SeriesPlan {
  /** Names of the list, the first one ours. */
  readonly lists: readonly [string, ...string[]];
  readonly item: ValueField;
}

/** The row of a series: `samples[].beatsPerMinute`. */
export function seriesPlanOf(type: string): SeriesPlan {
  for (const row of valueRowsOf(type)) {
    const path = /^(\w+)\[\]\.(\w+)$/.exec(row.sourceField ?? '');
    const [, list, field] = path ?? [];
    if (list !== undefined && field !== undefined)
      return { lists: list === 'samples' ? ['samples'] : [list, 'samples'], item: valueFieldOf(row, field) };
  }
  throw new Error(`${type} has no mapping of its samples`);
}

/** A reading of a series before it gets its part: several may have the same time. */
type Reading = Omit<CanonicalSample, 'part'>;

function readReading(
  raw: unknown,
  item: ValueField,
  { startMs, endMs }: Interval,
  scope: RecordScope,
): Reading | Refusal {
  if (!isObject(raw)) return wrongKind('', 'an object');
  const at = parseInstant(raw['time']);
  if (Number.isNaN(at))
    return isAbsent(raw['time'])
      ? missing('time')
      : new Refusal('time_invalid', 'time', 'Must be an ISO 8601 instant.');
  if (at < startMs || at > endMs)
    return new Refusal('time_window_invalid', 'time', 'Outside the window of the record.');
  const value = raw[item.field];
  if (typeof value === 'number' && item.shape.readKeys === null && item.shape.unit === item.plan.unit)
    return plainReading(item, at, value);
  const sent = readField(value, item.shape, item.field, scope.batch.native);
  return sent instanceof Refusal
    ? sent
    : createSample(item.plan, '', { startMs: at, endMs: at }, sent, scope.batch.platform);
}

/** A plain number already in the unit of the metric: heart beats, the bulk of all series. */
function plainReading({ plan, field }: ValueField, at: number, value: number): Reading | Refusal {
  if (!isPlausible(plan, value)) return implausible(plan, field);
  const flags = flagsOf(plan, value, 0);
  const reading = { metric: plan.metric, startMs: at, endMs: at, value };
  return flags === undefined ? reading : { ...reading, flags };
}

const byTimeAndValue = (a: Reading, b: Reading): number => a.startMs - b.startMs || a.value - b.value;

/** Readings in order of time with their parts: the time in base 36, and a number where a time repeats. */
export function partReadings(readings: Reading[]): CanonicalSample[] {
  readings.sort(byTimeAndValue);
  let previousMs = NaN;
  let repeats = 0;
  return readings.map((reading) => {
    repeats = reading.startMs === previousMs ? repeats + 1 : 0;
    previousMs = reading.startMs;
    const part = timePart(reading.startMs);
    return { ...reading, part: repeats === 0 ? part : `${part}.${repeats}` };
  });
}

/** The samples of a list; broken ones, and those outside the window, are left out with a warning. Refused when there is nothing good. */
export function readSeries(
  raw: JsonObject,
  { lists, item }: SeriesPlan,
  window: Interval,
  scope: RecordScope,
): CanonicalSample[] | Refusal {
  const path = lists.find((name) => !isAbsent(raw[name]));
  if (path === undefined) return missing(lists[0]);
  const list = raw[path];
  if (!Array.isArray(list)) return wrongKind(path, 'an array');
  const readings: Reading[] = [];
  let refused: Refusal | null = null;
  for (let at = 0; at < list.length; at += 1) {
    const reading = readReading(list[at], item, window, scope);
    if (reading instanceof Refusal) {
      scope.warnings.add('series_sample_rejected', `${path}[${at}]`);
      refused ??= reading.under(`${path}[${at}]`);
    } else readings.push(reading);
  }
  return readings.length > 0 ? partReadings(readings) : (refused ?? wrongKind(path, 'a non-empty array'));
}

/** Many samples in one record: heart rate, speed, power, cadences, skin temperature. */
export function seriesFamily(type: RecordType): HealthConnectMapper {
  if (type.id === 'SkinTemperature') return skinTemperatureMapper(type);
  const plan = seriesPlanOf(type.id);
  return function mapSeries(raw, scope) {
    const header: Header | Refusal = readHeader(raw, type.id, SERIES_RULE, scope);
    if (header instanceof Refusal) return header;
    const samples = readSeries(raw, plan, header, scope);
    return samples instanceof Refusal ? samples : [sealSamples(header, scope, samples)];
  };
}
