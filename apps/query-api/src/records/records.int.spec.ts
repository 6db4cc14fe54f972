import { ExportLineSchema, kindOfEvent, type ProductEvent } from '@tributary/contracts';
import { bucketOf, chunkId, packChange, sequenceKey } from '@tributary/store';
import { aWorkoutContent } from '@tributary/testing';
import { Compile } from 'typebox/compile';
import { PersonSeed } from '../testing/person-seed.js';
import { startTestQueryApi, unindexedReads, type TestQueryApi } from '../testing/running-query-api.js';
import { DAY, PHONE, WATCH, seedDay } from '../testing/seeded-day.js';

let api: TestQueryApi;
let person: PersonSeed;

beforeAll(async () => {
  api = await startTestQueryApi();
  person = new PersonSeed(api.store, 'demo', 'u1');
  await seedDay(person);
  const [start, end] = [`${DAY}T10:00:00Z`, `${DAY}T11:00:00Z`];
  const headache = { kind: 'event', type: 'headache', value: 'mild', rawValue: 1, attributes: {} } as const;
  await person.recording('hk-e1', 'event', 'headache', [start, start], headache, PHONE);
  await person.recording('hc-run', 'workout', 'running', [start, end], aWorkoutContent(), WATCH);
  await person.entity('workouts', 'workout-1', [start, end], { id: 'workout-1' });
  await person.entity('workouts', 'workout-2', [start, end], { id: 'workout-2' }, true);
  await person.entity('sleepEpisodes', 'sleep-1', [start, end], { id: 'sleep-1' });
  await person.entity('dailySummaries', DAY, [start, end], { date: DAY });
});
afterAll(() => api.close());

const of = (path: string) => `/v1/users/u1${path}`;

describe('one record', () => {
  it('of samples with what is stored, where it came from and its versions', async () => {
    await person.registry('hc-p1', { at: [], version: null, tombstone: null, history: [] });
    const { json } = await api.get(of('/records/hk-w2'));
    expect(json).toMatchObject({
      id: 'hk-w2',
      kind: 'sample',
      batchId: 'b1',
      index: 7,
      version: 1,
      raw: { type: 'Raw', id: 'w2', payload: null },
      data: { metric: 'heart_rate', value: 80 },
      versions: [{ version: 1, op: 'upsert', batchId: 'b1', index: 7 }],
    });
  });

  it('that was recorded, with its payload as sent', async () => {
    expect((await api.get(of('/records/hk-e1'))).json).toMatchObject({
      kind: 'event',
      raw: { type: 'Raw event', id: 'e1', payload: { as: 'sent' } },
      data: { type: 'headache', value: 'mild' },
    });
    expect((await api.get(of('/records/hc-run'))).json).toMatchObject({
      kind: 'workout',
      data: { sport: 'running', durationSeconds: 3600, activeSeconds: 3600 },
    });
  });

  it('that is an event and values at once has both, and is found by the id of a value', async () => {
    const value = { id: 'hk-e1~values', metric: 'weight', source: PHONE, start: `${DAY}T10:00:00Z`, value: 70 };
    await person.samples([value]);
    const hour = bucketOf('weight', Date.parse(value.start));
    const place = chunkId({ user: person.user, metric: 'weight', sourceId: PHONE, hour });
    await person.registry(value.id, { at: [place], version: null, tombstone: null, history: [] });
    const samples = [{ id: 'hk-e1~values', value: 70 }];
    expect((await api.get(of('/records/hk-e1'))).json).toMatchObject({ kind: 'event', samples });
    expect((await api.get(of('/records/hk-e1~values'))).json).toMatchObject({ kind: 'sample', data: samples[0] });
  });

  it('that is not stored is not found', async () => {
    for (const id of ['hk-nothing', 'hc-p1', 'hk-w2~nopart', 'hc-run~nopart'])
      expect((await api.get(of(`/records/${id}`))).status).toBe(404);
  });
});

describe('changes', () => {
  const event = (sequence: number, type: ProductEvent['type']): ProductEvent => ({
    id: `e${String(sequence)}`,
    type,
    schemaVersion: 1,
    op: 'created',
    origin: 'live',
    tenant: 'demo',
    userId: 'u1',
    entityId: 'x',
    version: 1,
    sequence,
    time: `${DAY}T12:00:00.000Z`,
    batchIds: ['b1'],
    data: null,
  });

  beforeAll(async () => {
    const events = [
      event(1, 'workout.created'),
      event(2, 'sleep.created'),
      event(3, 'workout.created'),
      event(4, 'event.created'),
    ];
    const stored = events.map((one) => packChange(kindOfEvent(one.type), Buffer.from(JSON.stringify(one))));
    await person.changes(new Map(stored.map((change, at) => [sequenceKey(at + 1), change])));
  });

  it.each([
    ['all', '', [1, 2, 3, 4]],
    ['after a sequence', '?after=2', [3, 4]],
    ['of some kinds', '?kinds=workout,sleep', [1, 2, 3]],
    ['of some kinds and of the person', '?kinds=user,workout,sleep', [1, 2, 3]],
    ['of the person alone', '?kinds=user', []],
    ['after the last', '?after=4', []],
  ])('%s', async (_title, query, sequences) => {
    expect((await api.get(of(`/changes${query}`))).json.data.map((row) => row['sequence'])).toEqual(sequences);
  });

  it('are the events as published, in pages', async () => {
    const first = (await api.get(of('/changes?limit=3'))).json;
    expect(first.data[0]).toEqual(event(1, 'workout.created'));
    const second = (await api.get(of(`/changes?limit=3&cursor=${String(first.nextCursor)}`))).json;
    expect(second).toEqual({ data: [event(4, 'event.created')], nextCursor: null });
  });
});

describe('an export', () => {
  it('is everything of the person, a line each', async () => {
    const answer = await api.get(of('/export'));
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = answer.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; data: object });
    const schema = Compile(ExportLineSchema);
    const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
    expect(lines.filter((line) => !schema.Check(line))).toEqual([]);
    expect(lines[0]?.data).toEqual({ format: 'tributary-export', version: 1, userId: 'u1' });
    expect(Object.fromEntries([...new Set(lines.map(({ kind }) => kind))].map((kind) => [kind, count(kind)]))).toEqual({
      export: 1,
      user: 1,
      source: 2,
      identity: 2,
      samples: 8,
      recording: 2,
      // One of them is gone, and its version goes on.
      workout: 2,
      sleep: 1,
      daily_summary: 1,
    });
  });
});

it('every read was served by an index', async () => {
  expect(await unindexedReads(api)).toEqual([]);
});
