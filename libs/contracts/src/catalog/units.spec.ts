import fc from 'fast-check';
import { MAPPINGS } from './record-types.js';
import { METRICS, metricOf } from './metrics.js';
import {
  acceptedUnits,
  convert,
  dimensionsOfUnit,
  normaliseUnit,
  RATIO,
  UNIT_CONVERSIONS,
  type UnitPlatform,
} from './units.js';

const PLATFORMS: readonly UnitPlatform[] = ['healthkit', 'health_connect', 'flutter_ios', 'flutter_android'];

describe('unit conversions', () => {
  it('holds 174 rows', () => {
    expect(UNIT_CONVERSIONS).toHaveLength(174);
  });

  // Expected values from the definitions: international pound 0.45359237 kg, stone 14 lb, inch 2.54 cm, mile 1609.344 m,
  // thermochemical calorie 4.184 J, US fluid ounce 29.5735295625 mL, torr-like mmHg 133.322387415 Pa.
  it.each([
    [1, 'lb', 'kg', 'mass', 'healthkit', 0.45359237],
    [1, 'st', 'kg', 'mass', 'healthkit', 6.35029318],
    [150, 'lb', 'kg', 'mass', 'healthkit', 68.0388555],
    [16, 'oz', 'kg', 'mass', 'healthkit', 0.45359237],
    [250, 'mcg', 'mg', 'mass', 'healthkit', 0.25],
    [0.0004, 'g', 'ug', 'mass', 'health_connect', 400],
    [98.6, 'degF', 'Cel', 'temperature', 'healthkit', 37],
    [-40, 'degF', 'Cel', 'temperature', 'healthkit', -40],
    [310.15, 'K', 'Cel', 'temperature', 'healthkit', 37],
    [0.9, 'degF', 'Cel', 'temperature_delta', 'health_connect', 0.5],
    [0.97, '%', '%', 'fraction', 'healthkit', 97],
    [0.97, '%', '%', 'fraction', 'flutter_ios', 97],
    [97, '%', '%', 'fraction', 'health_connect', 97],
    [0.0008, '%', '%', 'fraction', 'healthkit', 0.08],
    [4.184, 'kJ', 'kcal', 'energy', 'healthkit', 1],
    [4184, 'J', 'kcal', 'energy', 'healthkit', 1],
    [250, 'Cal', 'kcal', 'energy', 'healthkit', 250],
    [250, 'cal', 'kcal', 'energy', 'healthkit', 0.25],
    [1, 'kcal', 'kJ', 'energy', 'healthkit', 4.184],
    [100, 'W', 'kcal/d', 'energy_rate', 'health_connect', 2065.00956022945],
    [2065.00956022945, 'kilocaloriesPerDay', 'W', 'power', 'health_connect', 100],
    [5.5, 'mmol<180.15588000005408>/L', 'mg/dL', 'glucose', 'healthkit', 99.0857340000297],
    [5.5, 'mmol<180.1558800000541>/L', 'mg/dL', 'glucose', 'healthkit', 99.0857340000297],
    [5.5, 'mmol/L', 'mg/dL', 'glucose', 'health_connect', 99],
    [108, 'mg/dL', 'mg/dL', 'glucose', 'healthkit', 108],
    [5120.4, 'meters', 'm', 'length', 'healthkit', 5120.4],
    [1, 'mi', 'm', 'length', 'healthkit', 1609.344],
    [70, 'in', 'cm', 'length', 'healthkit', 177.8],
    [1.78, 'm', 'cm', 'length', 'health_connect', 178],
    [10, 'km/hr', 'm/s', 'speed', 'healthkit', 2.77777777777778],
    [10, 'milesPerHour', 'm/s', 'speed', 'health_connect', 4.4704],
    [1, 'count/s', '/min', 'rate', 'healthkit', 60],
    [62, 'count/min', '/min', 'rate', 'healthkit', 62],
    [1.5, 'Hz', '/min', 'rate', 'healthkit', 90],
    [90, 'bpm', '/min', 'rate', 'healthkit', 90],
    [90, 'count/min', '{revolutions}/min', 'rate', 'healthkit', 90],
    [42, 'mL/min·kg', 'mL/min/kg', 'vo2', 'healthkit', 42],
    [42, 'ml/(kg*min)', 'mL/min/kg', 'vo2', 'healthkit', 42],
    [9.8, 'kcal/hr·kg', 'kcal/kg/h', 'met', 'healthkit', 9.8],
    [9.8, 'kcal/(kg*hr)', 'kcal/kg/h', 'met', 'healthkit', 9.8],
    [16, 'kPa', 'mm[Hg]', 'pressure', 'healthkit', 120.009852135305],
    [760, 'mmHg', 'mm[Hg]', 'pressure', 'healthkit', 760],
    [8, 'fl_oz_us', 'mL', 'volume', 'healthkit', 236.5882365],
    [0.25, 'L', 'mL', 'volume', 'health_connect', 250],
    [90, 'min', 's', 'time', 'healthkit', 5400],
    [45, 's', 'min', 'time', 'healthkit', 0.75],
    [2, 'hr', 'min', 'time', 'healthkit', 120],
    [0.042, 's', 'ms', 'time', 'healthkit', 42],
    [0.000002, 'S', 'uS', 'conductance', 'healthkit', 2],
    [184, 'count', '{steps}', 'count', 'healthkit', 184],
    [6, 'IU', '[iU]', 'iu', 'healthkit', 6],
    [7, 'appleEffortScore', '{score}', 'score', 'healthkit', 7],
    [71.2, 'dBASPL', 'dB[SPL]', 'sound', 'healthkit', 71.2],
  ] as const)('%d %s is in %s (%s, %s): %d', (value, from, to, dimension, platform, expected) => {
    const result = convert(value, from, to, { dimension, platform });
    expect(result).not.toBeNull();
    expect(Math.abs((result ?? 0) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
  });

  it('refuses what is not the same quantity', () => {
    expect(convert(1, 'kcal', 'kcal/d', { dimension: 'energy_rate' })).toBeNull();
    expect(convert(1, 'kcal/d', 'kcal', { dimension: 'energy' })).toBeNull();
    expect(convert(1, 'kg', 'm', { dimension: 'length' })).toBeNull();
    expect(convert(1, 'lb', 'kg', { dimension: 'length' })).toBeNull();
    expect(convert(1, '{steps}', '{flights}', { dimension: 'count' })).toBeNull();
    expect(convert(1, 'mmol<386.65>/L', 'mg/dL', { dimension: 'glucose', platform: 'healthkit' })).toBeNull();
    expect(convert(1, 'furlong', 'm', { dimension: 'length' })).toBeNull();
    expect(convert(1, 'furlong', 'furlong', { dimension: 'length' })).toBeNull();
    expect(convert(1, 'm', 'm', { dimension: 'nonsense' })).toBeNull();
    expect(convert(1, 'constructor', 'm', { dimension: 'length' })).toBeNull();
  });

  it('tells an unknown unit from one of another dimension', () => {
    expect([...dimensionsOfUnit('lb')]).toEqual(['mass']);
    expect([...dimensionsOfUnit('pounds')]).toEqual(['mass']);
    expect([...dimensionsOfUnit('degF')].sort()).toEqual(['temperature', 'temperature_delta']);
    expect(dimensionsOfUnit('furlong').size).toBe(0);
    expect(dimensionsOfUnit('toString').size).toBe(0);
  });

  it('spells compound units in one way', () => {
    expect(normaliseUnit('mL/min·kg')).toBe(normaliseUnit('ml/(kg*min)'));
    expect(normaliseUnit('mL/kg*min')).toBe(normaliseUnit('mL/min/kg'));
    expect(normaliseUnit('kcal/hr·kg')).toBe(normaliseUnit('kcal/kg/h'));
    expect(normaliseUnit(' count/min ')).toBe('/min');
    expect(normaliseUnit('count')).toBe('count');
    expect(normaliseUnit('cal')).not.toBe(normaliseUnit('Cal'));
  });

  it('takes every metric to and from every unit it accepts', () => {
    let pairs = 0;
    for (const metric of METRICS) {
      const { dimension, unit, hardMin, hardMax } = metric;
      if (dimension === null || unit === null || hardMin === null || hardMax === null) continue;
      for (const platform of PLATFORMS) {
        expect(convert(1, unit, unit, { dimension })).toBe(1);
        for (const sent of acceptedUnits(dimension, unit, platform)) {
          pairs += 1;
          const backUnit = sent === '%' && (platform === 'healthkit' || platform === 'flutter_ios') ? RATIO : sent;
          fc.assert(
            fc.property(fc.double({ min: hardMin, max: hardMax, noNaN: true }), (value) => {
              const out = convert(value, unit, backUnit, { dimension, platform: sent === '%' ? undefined : platform });
              const back = out === null ? null : convert(out, sent, unit, { dimension, platform });
              return back !== null && Math.abs(back - value) <= 1e-9 * Math.max(1, Math.abs(value));
            }),
            { numRuns: 20 },
          );
        }
      }
    }
    expect(pairs).toBeGreaterThan(500);
  });

  it('agrees with the factor of every mapping and knows all units the mappings name', () => {
    for (const mapping of MAPPINGS) {
      if (mapping.metric === null || mapping.sourceUnit === null || mapping.factor === null) continue;
      const { dimension, unit } = metricOf(mapping.metric);
      expect([mapping.metric, mapping.targetUnit]).toEqual([mapping.metric, unit]);
      const options = { dimension: dimension ?? '', platform: mapping.platform };
      const name = `${mapping.sourceType} ${mapping.sourceField ?? ''}`;
      const one = convert(1, mapping.sourceUnit, unit ?? '', options);
      expect([name, one === null ? null : Math.abs(one / mapping.factor - 1) < 1e-12]).toEqual([name, true]);
      for (const other of mapping.otherUnits)
        expect([name, other, convert(1, other, unit ?? '', options)]).not.toContain(null);
    }
  });
});
