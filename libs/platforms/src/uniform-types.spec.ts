import {
  mappingsFor,
  MAPPINGS,
  METRIC_BY_ID,
  RECORD_TYPES,
  type CanonicalRecord,
  type Mapping,
  type Platform,
} from '@tributary/contracts';
import { createNormalizer } from './normalizer.js';
import { recordTypeIdOf } from './record-type-id.js';

const RECEIVED_MS = Date.parse('2026-10-20T18:00:00Z');
const START = '2026-10-20T05:00:00.000Z';
const END = '2026-10-20T06:00:00.000Z';

function normalize(platform: Platform, raw: object) {
  return createNormalizer({ platform, receivedMs: RECEIVED_MS, deviceTimeZone: null }).record(raw, 0);
}

function recordsOf(platform: Platform, raw: object): readonly CanonicalRecord[] {
  const result = normalize(platform, raw);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.records;
}

const samplesOf = (records: readonly CanonicalRecord[]) =>
  records.flatMap(({ content }) => (content.kind === 'samples' ? content.samples : []));

/** A plausible value of a metric: the middle of what is usual, within the hard bounds. */
function usualValue(metricId: string): number {
  const metric = METRIC_BY_ID.get(metricId)!;
  const low = metric.softMin ?? metric.hardMin ?? 0;
  const high = Math.min(metric.softMax ?? metric.hardMax ?? 1, low + 1000);
  return (low + high) / 2;
}

const platformOf = (mapping: Mapping): Platform => mapping.platform;
const isNumeric = ({ metric }: Mapping): boolean => metric !== null && METRIC_BY_ID.get(metric)?.valueType === 'number';

const HEALTHKIT_IDENTITY = {
  uuid: 'A1',
  startDate: START,
  endDate: END,
  sourceRevision: { source: { name: 'App', bundleIdentifier: 'com.example.app' } },
};
const quantityRows = MAPPINGS.filter(
  (row) => platformOf(row) === 'healthkit' && row.sourceField === 'quantity' && isNumeric(row),
);

describe('every quantity type of HealthKit', () => {
  it('is in the mapping table: 121', () => {
    const types = RECORD_TYPES.filter(({ platform, family }) => platform === 'healthkit' && family === 'quantity');
    expect(types).toHaveLength(121);
    expect(quantityRows).toHaveLength(121);
  });

  it.each(quantityRows.map((row) => [row.sourceType, row] as const))('%s gives value × factor', (type, row) => {
    const { metric, sourceUnit, targetUnit, factor, offset } = row;
    const quantity = (usualValue(metric!) - offset!) / factor!;
    const [record, ...others] = recordsOf('healthkit', {
      quantityType: type,
      quantity,
      unit: sourceUnit,
      ...HEALTHKIT_IDENTITY,
    });
    expect(others).toEqual([]);
    expect(record).toMatchObject({ id: 'hk-a1', rawType: type, rawId: 'A1' });
    const [sample] = samplesOf([record!]);
    expect(sample).toMatchObject({ part: '', metric });
    expect(sample!.value).toBeCloseTo(quantity * factor! + offset!, 9);
    expect(METRIC_BY_ID.get(metric!)?.unit).toBe(targetUnit);
  });

  it.each(quantityRows.flatMap((row) => row.otherUnits.map((unit) => [row.sourceType, unit, row] as const)))(
    '%s is taken in %s',
    (type, unit, row) => {
      const metric = METRIC_BY_ID.get(row.metric!)!;
      const inUnit = [1e-6, 1e-3, 0.05, 0.5, 1, 5, 40, 98, 200, 300, 1e3, 1e5, 1e6].filter((quantity) => {
        const result = normalize('healthkit', { quantityType: type, quantity, unit, ...HEALTHKIT_IDENTITY });
        if (!result.ok) expect(result.problem.code).toBe('value_implausible');
        return result.ok;
      });
      expect({ metric: metric.id, accepted: inUnit.length > 0 }).toEqual({ metric: metric.id, accepted: true });
    },
  );
});

const categoryTypes = RECORD_TYPES.filter(
  ({ platform, family, id }) =>
    platform === 'healthkit' && family === 'category' && id !== 'HKCategoryTypeIdentifierSleepAnalysis',
);

describe('every category type of HealthKit', () => {
  const rows = categoryTypes.flatMap(({ id }) =>
    mappingsFor('healthkit', id)
      .filter(({ valueFrom }) => valueFrom === null)
      .flatMap((row) =>
        Object.entries(row.valueMap ?? {}).map(([code, word]) => [id, Number(code), word, row] as const),
      ),
  );

  it.each(rows)('%s with value %d says %s', (id, value, word, row) => {
    const [record] = recordsOf('healthkit', { categoryType: id, value, ...HEALTHKIT_IDENTITY });
    expect(record?.rawType).toBe(recordTypeIdOf('healthkit', id));
    expect(record?.content).toMatchObject({
      kind: 'event',
      type: row.metric,
      value: word,
      rawValue: value,
      attributes: row.attributes ?? {},
    });
    expect(record?.raw).toBeDefined();
  });

  it.each(categoryTypes.map(({ id }) => [id]))('%s keeps a code it does not know, with a warning', (id) => {
    const result = normalize('healthkit', { categoryType: id, value: 77, ...HEALTHKIT_IDENTITY });
    expect(result).toMatchObject({ ok: true, warnings: [{ code: 'code_unknown', path: 'records[0].value' }] });
  });
});

const characteristics = RECORD_TYPES.filter(({ family }) => family === 'characteristic');

describe('every characteristic of HealthKit', () => {
  it.each(
    characteristics.flatMap((type) =>
      (METRIC_BY_ID.get(type.mapped![0]!)!.values ?? []).map((word, int) => [type.id, int, word]),
    ),
  )('%s with value %d says %s', (recordType, value, word) => {
    const [record] = recordsOf('healthkit', { recordType, value });
    expect(record?.content).toMatchObject({ kind: 'event', value: word, rawValue: value });
  });
});

const HEALTH_CONNECT_IDENTITY = {
  startTime: '2026-10-20T05:00:00Z',
  endTime: '2026-10-20T06:00:00Z',
  metadata: { id: 'b2', dataOrigin: 'com.example.app' },
};

/** Puts a value where a path of the table says: `samples[].power.inWatts` → `{samples: [{time, power: {inWatts}}]}`. */
function recordWith(path: string, value: number): object {
  const place = (steps: readonly string[]): unknown => {
    const [step, ...rest] = steps;
    if (step === undefined) return value;
    const inner = place(rest);
    return step.endsWith('[]')
      ? { [step.slice(0, -2)]: [{ time: '2026-10-20T05:30:00Z', ...(inner as object) }] }
      : { [step]: inner };
  };
  return place(path.split('.')) as object;
}

const isPiece = ({ sourceType }: Mapping): boolean => sourceType === 'ExerciseSession';
const valueRows = MAPPINGS.filter(
  (row) =>
    platformOf(row) === 'health_connect' &&
    row.reactNativePath !== null &&
    row.factor !== null &&
    isNumeric(row) &&
    !isPiece(row) &&
    row.sourceField !== 'baseline',
);

describe('every value of Health Connect that the bridge reads', () => {
  it.each(valueRows.map((row) => [row.sourceType, row.sourceField, row] as const))(
    '%s %s gives value × factor',
    (type, _field, row) => {
      const { metric, factor, offset, reactNativePath } = row;
      const value = (usualValue(metric!) - offset!) / factor!;
      const timeShape = RECORD_TYPES.find(
        ({ platform, id }) => platform === 'health_connect' && id === type,
      )?.timeShape;
      const time = timeShape === 'instant' ? { time: '2026-10-20T05:00:00Z' } : {};
      const other =
        type === 'BloodPressure'
          ? { systolic: { inMillimetersOfMercury: 120 }, diastolic: { inMillimetersOfMercury: 80 } }
          : {};
      const raw = {
        recordType: type,
        ...HEALTH_CONNECT_IDENTITY,
        ...time,
        ...other,
        ...recordWith(reactNativePath!, value),
      };
      const sample = samplesOf(recordsOf('health_connect', raw)).find((candidate) => candidate.metric === metric);
      expect(sample?.value).toBeCloseTo(value * factor! + offset!, 9);
    },
  );
});

describe('every code of Health Connect', () => {
  const rows = MAPPINGS.filter(
    (row) =>
      platformOf(row) === 'health_connect' &&
      row.targetKind === 'metric' &&
      row.valueMap !== null &&
      row.sourceType !== '*' &&
      row.sourceField !== null,
  ).flatMap((row) =>
    Object.entries(row.valueMap!).map(
      ([code, word]) => [row.sourceType, row.sourceField!, Number(code), word, row.metric!] as const,
    ),
  );

  it.each(rows)('%s.%s %d says %s', (recordType, field, code, word, metric) => {
    const raw = { recordType, time: '2026-10-20T05:00:00Z', ...HEALTH_CONNECT_IDENTITY, [field]: code };
    const [record] = recordsOf('health_connect', raw);
    expect(record?.content).toMatchObject({ kind: 'event', type: metric, value: word, rawValue: code });
  });
});

describe('every name of a type', () => {
  it.each(RECORD_TYPES.flatMap((type) => type.aliases.map((alias) => [type.platform, alias, type.id] as const)))(
    '%s %s is %s',
    (platform, alias, id) => {
      expect(recordTypeIdOf(platform, alias)).toBe(id);
    },
  );

  it.each(RECORD_TYPES.map((type) => [type.platform, type.id] as const))(
    '%s %s is known to its mapper',
    (platform, id) => {
      const result = normalize(platform, {
        recordType: id,
        startDate: START,
        startTime: START,
        endTime: END,
        time: START,
      });
      if (result.ok) expect(result.warnings.map(({ code }) => code)).not.toContain('record_type_unknown');
    },
  );
});
