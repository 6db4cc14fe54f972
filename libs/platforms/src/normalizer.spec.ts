import type { Platform } from '@tributary/contracts';
import { createNormalizer, type Normalizer } from './normalizer.js';

const RECEIVED_AT = '2026-10-20T18:00:00.000Z';
const open = (platform: Platform): Normalizer =>
  createNormalizer({ platform, receivedMs: Date.parse(RECEIVED_AT), deviceTimeZone: 'Europe/Berlin' });

const steps = (id: string, startTime: string, count: unknown, app = 'com.example.band') => ({
  recordType: 'Steps',
  startTime,
  endTime: startTime,
  count,
  metadata: { id, dataOrigin: app },
});

const heartRate = (fields: object) => ({
  quantityType: 'HKQuantityTypeIdentifierHeartRate',
  uuid: 'A',
  startDate: '2026-10-20T05:00:00.000Z',
  quantity: 60,
  unit: 'count/min',
  sourceRevision: { source: { name: 'Watch', bundleIdentifier: 'com.apple.health.A' }, productType: 'Watch7,4' },
  ...fields,
});

const onlyRecord = (normalizer: Normalizer, raw: unknown, index = 0) => {
  const result = normalizer.record(raw, index);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.records[0]!;
};

describe('a deletion', () => {
  it.each<[Platform, unknown, object]>([
    [
      'healthkit',
      { recordType: 'HKQuantityTypeIdentifierStepCount', id: 'AB-1', deletedAt: '2026-10-20T06:00:00Z' },
      {
        id: 'hk-ab-1',
        rawId: 'AB-1',
        recordType: 'HKQuantityTypeIdentifierStepCount',
        deletedMs: Date.parse('2026-10-20T06:00:00Z'),
      },
    ],
    [
      'healthkit',
      { type: 'workout', uuid: 'AB-1' },
      { id: 'hk-ab-1', recordType: 'HKWorkoutTypeIdentifier', deletedMs: Date.parse(RECEIVED_AT) },
    ],
    ['health_connect', { recordId: 'ab' }, { id: 'hc-ab', recordType: null }],
    ['health_connect', 'ab', { id: 'hc-ab', rawId: 'ab', recordType: null }],
    ['health_connect', { id: 'ab', recordType: 'StepsRecord' }, { id: 'hc-ab', recordType: 'Steps' }],
  ])('on %s from %j names the record', (platform, raw, expected) => {
    expect(open(platform).deletion(raw, 2)).toMatchObject({ index: 2, ...expected });
  });

  it.each<[Platform, unknown, string, string]>([
    ['healthkit', { id: 'A' }, 'payload_invalid', 'deletions[4].recordType'],
    ['healthkit', 'A', 'payload_invalid', 'deletions[4].recordType'],
    ['health_connect', {}, 'payload_invalid', 'deletions[4].id'],
    ['health_connect', { id: 7 }, 'payload_invalid', 'deletions[4].id'],
    ['health_connect', { id: 'a', deletedAt: 'soon' }, 'time_invalid', 'deletions[4].deletedAt'],
    ['health_connect', null, 'payload_invalid', 'deletions[4]'],
  ])('on %s from %j is refused', (platform, raw, code, path) => {
    expect(open(platform).deletion(raw, 4)).toMatchObject({ index: 4, code, path });
  });
});

describe('a snapshot', () => {
  const records = [
    steps('in', '2026-03-01T10:00:00Z', 5),
    steps('after', '2026-03-02T00:00:00Z', 5),
    steps('other-app', '2026-03-01T10:00:00Z', 5, 'com.example.phone'),
    steps('broken', '2026-03-01T11:00:00Z', 'five'),
    { ...steps('other-type', '2026-03-01T10:00:00Z', 5), recordType: 'WheelchairPushes' },
  ];
  const window = { recordType: 'StepsRecord', start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z' };

  it('names what the batch holds of its type and app in its window, and what was refused', () => {
    const snapshot = open('health_connect').snapshot({ ...window, app: 'com.example.band' }, 0, records);
    expect(snapshot).toEqual({
      recordType: 'Steps',
      app: 'com.example.band',
      startMs: Date.parse(window.start),
      endMs: Date.parse(window.end),
      present: ['hc-broken', 'hc-in'],
    });
  });

  it('of every app holds all of them', () => {
    expect(open('health_connect').snapshot(window, 0, records)).toMatchObject({
      app: null,
      present: ['hc-broken', 'hc-in', 'hc-other-app'],
    });
  });

  it.each([
    [{ ...window, start: undefined }, 'payload_invalid', 'snapshots[1].start'],
    [{ ...window, end: 'soon' }, 'time_invalid', 'snapshots[1].end'],
    [{ ...window, end: '2026-02-01T00:00:00Z' }, 'time_window_invalid', 'snapshots[1].start'],
    [{ ...window, recordType: 3 }, 'payload_invalid', 'snapshots[1].recordType'],
  ])('%j is refused', (raw, code, path) => {
    expect(open('health_connect').snapshot(raw, 1, [])).toMatchObject({ code, path });
  });
});

describe('sources', () => {
  it('are one per app and device, however many records name them', () => {
    const normalizer = open('healthkit');
    const first = onlyRecord(normalizer, heartRate({}));
    const second = onlyRecord(normalizer, heartRate({ uuid: 'B', quantity: 61 }));
    const phone = onlyRecord(
      normalizer,
      heartRate({
        uuid: 'C',
        sourceRevision: {
          source: { name: 'Phone', bundleIdentifier: 'com.apple.health.B' },
          productType: 'iPhone17,2',
        },
      }),
    );
    expect(second.sourceId).toBe(first.sourceId);
    expect(normalizer.sources()).toEqual([
      {
        id: first.sourceId,
        app: { id: 'com.apple.health.A', name: 'Watch' },
        device: { manufacturer: null, model: 'Watch7,4', type: 'watch' },
      },
      {
        id: phone.sourceId,
        app: { id: 'com.apple.health.B', name: 'Phone' },
        device: { manufacturer: null, model: 'iPhone17,2', type: 'phone' },
      },
    ]);
  });

  it('keep their id when the person renames the device', () => {
    const normalizer = open('healthkit');
    const before = onlyRecord(normalizer, heartRate({}));
    const after = onlyRecord(
      normalizer,
      heartRate({
        sourceRevision: {
          source: { name: 'Renamed', bundleIdentifier: 'com.apple.health.A' },
          productType: 'Watch7,4',
        },
      }),
    );
    expect(after.sourceId).toBe(before.sourceId);
    expect(after.version).toEqual(before.version);
  });

  it('of a known app take the kind of device the app pairs with, not the phone it runs on', () => {
    const normalizer = open('healthkit');
    onlyRecord(
      normalizer,
      heartRate({
        sourceRevision: { source: { name: 'Oura', bundleIdentifier: 'com.ouraring.oura' }, productType: 'iPhone17,2' },
      }),
    );
    expect(normalizer.sources()).toMatchObject([{ device: { model: null, type: 'ring' } }]);
  });
});

describe('identity and version', () => {
  it('do not depend on the case of the id, which is kept', () => {
    const normalizer = open('healthkit');
    const upper = onlyRecord(normalizer, heartRate({ uuid: 'ABC' }));
    const lower = onlyRecord(normalizer, heartRate({ uuid: 'abc' }));
    expect([upper.id, lower.id, upper.rawId]).toEqual(['hk-abc', 'hk-abc', 'ABC']);
    expect(lower.version).toEqual(upper.version);
  });

  it('of a record without id are its content', () => {
    const normalizer = open('healthkit');
    const one = onlyRecord(normalizer, heartRate({ uuid: undefined }), 0);
    const same = onlyRecord(normalizer, heartRate({ uuid: '' }), 1);
    const other = onlyRecord(normalizer, heartRate({ uuid: null, quantity: 61 }), 2);
    expect(one.flags).toEqual(['content_identity']);
    expect(one.id).toMatch(/^hk-c[0-9a-f]{32}$/);
    expect(same.id).toBe(one.id);
    expect(other.id).not.toBe(one.id);
  });

  it('the hash follows value, time, zone, source and method', () => {
    const normalizer = open('healthkit');
    const { hash } = onlyRecord(normalizer, heartRate({})).version;
    const changes = [
      { quantity: 61 },
      { startDate: '2026-10-20T05:00:01.000Z' },
      { metadata: { HKTimeZone: 'Europe/Berlin' } },
      { metadata: { HKWasUserEntered: true } },
      { sourceRevision: { source: { bundleIdentifier: 'com.example.other' } } },
      { quantityType: 'HKQuantityTypeIdentifierRestingHeartRate' },
    ];
    for (const change of changes) expect(onlyRecord(normalizer, heartRate(change)).version.hash).not.toBe(hash);
    for (const change of [{ device: null }, { metadata: { Own: 'x' } }, { unit: 'count/min', extra: [1] }])
      expect(onlyRecord(normalizer, heartRate(change)).version.hash).toBe(hash);
  });

  it('of an opaque payload follow the payload, not the order of its keys', () => {
    const normalizer = open('health_connect');
    const future = (payload: object) => ({
      recordType: 'Future',
      time: '2026-10-20T05:00:00Z',
      payload,
      metadata: { id: 'a' },
    });
    const one = onlyRecord(normalizer, future({ a: 1, b: 2 })).version;
    expect(onlyRecord(normalizer, future({ b: 2, a: 1, c: null })).version).toEqual(one);
    expect(onlyRecord(normalizer, future({ a: 1, b: 3 })).version).not.toEqual(one);
  });

  it('of a standing fact stay, and the newest statement is the newer version', () => {
    const sex = { recordType: 'HKCharacteristicTypeIdentifierBiologicalSex', value: 1 };
    const early = createNormalizer({ platform: 'healthkit', receivedMs: 1000, deviceTimeZone: null });
    const late = createNormalizer({ platform: 'healthkit', receivedMs: 2000, deviceTimeZone: null });
    const [first, second] = [onlyRecord(early, sex), onlyRecord(late, { ...sex, value: 2 })];
    expect(second.id).toBe(first.id);
    expect([first.version.modifiedMs, second.version.modifiedMs]).toEqual([1000, 2000]);
  });
});

describe('a record that is no object', () => {
  it.each([[null], [7], ['record'], [[]], [true]])('%j is refused', (raw) => {
    expect(open('healthkit').record(raw, 9)).toMatchObject({
      ok: false,
      problem: { index: 9, code: 'payload_invalid', path: 'records[9]' },
    });
  });
});

describe('a record that is too large', () => {
  it.each([
    [
      'healthkit',
      {
        recordType: 'HKWorkout',
        workoutActivityType: 37,
        startDate: '2026-10-20T05:00:00.000Z',
        endDate: '2026-10-20T05:00:00.000Z',
      },
    ],
    ['health_connect', { recordType: 'Future', time: '2026-10-20T05:00:00Z' }],
    [
      'health_connect',
      { recordType: 'SleepSession', startTime: '2026-10-20T05:00:00Z', endTime: '2026-10-20T06:00:00Z' },
    ],
  ] as const)('on %s is refused as a whole', (platform, raw) => {
    expect(open(platform).record({ ...raw, notes: 'x'.repeat(9_000_000) }, 0)).toMatchObject({
      problem: { code: 'record_too_large', path: 'records[0]' },
    });
  });

  it.each<[Platform, string, object, string]>([
    ['health_connect', 'stages', { recordType: 'SleepSession' }, 'startTime'],
    ['health_connect', 'laps', { recordType: 'ExerciseSession', exerciseType: 56 }, 'startTime'],
    ['health_connect', 'segments', { recordType: 'ExerciseSession', exerciseType: 56 }, 'startTime'],
    ['healthkit', 'events', { recordType: 'HKWorkout', workoutActivityType: 37 }, 'startDate'],
    ['healthkit', 'workoutActivities', { recordType: 'HKWorkout', workoutActivityType: 37 }, 'startDate'],
  ])('on %s is one of more than 20,000 %s', (platform, list, fields, start) => {
    const window = { [start]: '2026-10-20T05:00:00Z', [start.replace('start', 'end')]: '2026-10-20T06:00:00Z' };
    const session = (count: number) => ({ ...fields, ...window, [list]: Array(count).fill({ ...window, stage: 4 }) });
    expect(open(platform).record(session(20_000), 0)).toMatchObject({ ok: true });
    expect(open(platform).record(session(20_001), 0)).toMatchObject({
      problem: { code: 'record_too_large', path: `records[0].${list}` },
    });
  });

  it('does not matter where the record itself is not stored', () => {
    expect(open('healthkit').record(heartRate({ notes: 'x'.repeat(9_000_000) }), 0)).toMatchObject({ ok: true });
  });
});

describe('warnings', () => {
  it('are at most 100 per record', () => {
    const samples = Array.from({ length: 500 }, () => ({ time: 'soon' }));
    const good = { time: '2026-10-20T05:00:00Z', beatsPerMinute: 60 };
    const raw = { recordType: 'HeartRate', startTime: good.time, endTime: good.time, samples: [...samples, good] };
    const result = open('health_connect').record(raw, 0);
    expect(result.ok && result.warnings).toHaveLength(100);
  });
});

describe('a fact that has no time', () => {
  const [morning, evening] = ['2026-10-20T06:00:00.000Z', RECEIVED_AT].map((receivedAt) =>
    createNormalizer({ platform: 'healthkit', receivedMs: Date.parse(receivedAt), deviceTimeZone: 'Europe/Berlin' }),
  );
  const told = (raw: object) => [morning!, evening!].map((normalizer) => onlyRecord(normalizer, raw));

  it.each([
    ['a characteristic', { recordType: 'HKCharacteristicTypeIdentifierBloodType', value: 1 }],
    [
      'an entry of the medication list',
      {
        recordType: 'HKUserAnnotatedMedicationTypeIdentifier',
        medication: { identifier: 'abc', displayText: 'Example' },
      },
    ],
    ['the rings of a day', { dateYear: 2026, dateMonth: 10, dateDay: 19, activeEnergyBurned: 410 }],
  ])('says the same whenever it is told: %s', (_, raw) => {
    const [first, second] = told(raw);
    expect([second!.id, second!.version.hash]).toEqual([first!.id, first!.version.hash]);
    expect([first, second].map((record) => record!.version.modifiedMs)).toEqual([
      Date.parse('2026-10-20T06:00:00Z'),
      Date.parse('2026-10-20T18:00:00Z'),
    ]);
  });

  it('says something else with another value', () => {
    const of = (value: number) =>
      told({ recordType: 'HKCharacteristicTypeIdentifierBloodType', value })[0]!.version.hash;
    expect(of(1)).not.toBe(of(2));
  });
});
