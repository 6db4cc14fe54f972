import { PersonSeed } from './testing/person-seed.js';
import { startTestQueryApi, unindexedReads, type TestQueryApi } from './testing/running-query-api.js';
import { seedDay, WATCH } from './testing/seeded-day.js';

let api: TestQueryApi;
let person: PersonSeed;

beforeAll(async () => {
  api = await startTestQueryApi();
  person = new PersonSeed(api.store, 'demo', 'u1');
  await seedDay(person);
});
afterAll(() => api.close());

const of = (path: string) => `/v1/users/u1${path}`;

describe('who may read', () => {
  it.each([
    ['no token', '/v1/users/u1', null, 401, 'token_missing'],
    ['an unknown token', '/v1/users/u1', 'trb_nobody-knows-this', 401, 'token_invalid'],
    ['an unknown person', '/v1/users/u2/sources', undefined, 404, 'not_found'],
    ['a malformed person', '/v1/users/a%20b/sources', undefined, 404, 'not_found'],
    ['an unknown call', '/v1/users/u1/nothing', undefined, 404, 'not_found'],
  ])('%s', async (_title, path, token, status, code) => {
    expect(await api.get(path, token)).toMatchObject({ status, json: { code } });
  });

  it('answers a person of another tenant in the words of an unknown one', async () => {
    const other = await api.get('/v1/users/u1', await api.key('other'));
    const unknown = await api.get('/v1/users/u3');
    expect(other.status).toBe(404);
    expect({ ...other.json, instance: '' }).toEqual({ ...unknown.json, instance: '' });
  });

  it('refuses a key without the scope', async () => {
    expect(await api.get('/v1/users/u1', await api.key('demo', ['ingest']))).toMatchObject({
      status: 403,
      json: { code: 'scope_missing' },
    });
  });
});

describe('a query that does not fit names the parameter', () => {
  it.each([
    ['/samples', 'metric'],
    ['/samples?metric=unheard_of', 'metric'],
    ['/samples?metric=steps&metric=weight', 'metric'],
    ['/samples?metric=steps&limit=0', 'limit'],
    ['/samples?metric=steps&limit=1001', 'limit'],
    ['/samples?metric=steps&limit=many', 'limit'],
    ['/samples?metric=steps&source=watch', 'source'],
    ['/samples?metric=steps&from=yesterday', 'from'],
    ['/samples?metric=steps&from=2026-02-30', 'from'],
    ['/samples?metric=steps&from=2026-03-10T08:00:00', 'from'],
    ['/samples?metric=steps&from=2026-03-11&to=2026-03-10', 'to'],
    ['/samples?metric=steps&from=2026-03-10T08:00:00Z&to=2026-03-10T08:00:00Z', 'to'],
    ['/aggregates?metric=steps&to=2026-03-10', 'from'],
    ['/aggregates?metric=steps&from=2026-03-10&to=2026-03-10&bucket=PT7M', 'bucket'],
    ['/aggregates?metric=steps&from=2026-03-01&to=2026-04-10&bucket=PT1M', 'bucket'],
    ['/aggregates?metric=steps&from=2026-03-10&to=2026-03-10&zone=Mars', 'zone'],
    ['/aggregates?metric=steps&from=2026-03-10&to=2026-03-10&zone=%2B02:00', 'zone'],
    ['/aggregates?metric=steps&from=2026-03-10&to=2026-03-10&zone=-05:00', 'zone'],
    ['/aggregates?metric=steps&from=2026-03-10&to=2026-03-10&clock=local&zone=Mars', 'zone'],
    ['/aggregates?metric=steps&from=2026-03-10&to=2026-03-10&clock=wrist', 'clock'],
    ['/aggregates?metric=steps&from=2026-03-10T00:00:00Z&to=2026-03-10&clock=local', 'from'],
    ['/aggregates?metric=ecg&from=2026-03-10&to=2026-03-10', 'metric'],
    ['/daily-summaries?from=2026-03-11&to=2026-03-10', 'to'],
    ['/workouts?sport=sitting_still', 'sport'],
    ['/workouts?view=raw', 'view'],
    ['/explain?metric=steps', 'date'],
    ['/explain?metric=steps&date=10.3.2026', 'date'],
    ['/explain?metric=steps&from=2026-03-01&to=2026-04-30', 'to'],
    ['/changes?after=-1', 'after'],
    ['/changes?kinds=workout,naps', 'kinds'],
  ])('%s', async (path, parameter) => {
    const { status, json } = await api.get(of(path));
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'query_invalid' });
    expect(json.errors.map((error) => error.path)).toContain(parameter);
  });

  it.each([
    ['no cursor at all', 'nonsense'],
    ['a cursor of another list', Buffer.from('["00000000",1,"a"]').toString('base64url')],
  ])('%s is no cursor', async (_title, cursor) => {
    expect(await api.get(of(`/samples?metric=steps&cursor=${cursor}`))).toMatchObject({
      status: 400,
      json: { code: 'cursor_invalid' },
    });
  });
});

describe('the person', () => {
  it('has a profile with first and last data', async () => {
    expect((await api.get('/v1/users/u1')).json).toEqual({
      id: 'u1',
      timeZone: 'Europe/Berlin',
      dayStartsAt: '00:00',
      attributes: { cohort: 'a' },
      createdAt: '2026-02-01T00:00:00.000Z',
      firstData: '2026-03-01T00:00:00.000Z',
      lastData: '2026-04-01T00:00:00.000Z',
      sources: 2,
    });
  });

  it('has sources', async () => {
    const { json } = await api.get(of('/sources'));
    expect(json.data).toHaveLength(2);
    expect(json.data).toContainEqual({
      id: WATCH,
      app: { id: 'com.example.watch', name: 'watch' },
      device: { manufacturer: 'Acme', model: 'watch', type: 'watch' },
      recordingMethods: ['automatic'],
      metrics: ['heart_rate', 'sleep_stage', 'steps', 'weight'],
      firstSeen: '2026-03-01T00:00:00.000Z',
      lastSeen: '2026-04-01T00:00:00.000Z',
    });
    const first = (await api.get(of('/sources?limit=1'))).json;
    const second = (await api.get(of(`/sources?limit=1&cursor=${String(first.nextCursor)}`))).json;
    expect([...first.data, ...second.data]).toEqual(json.data);
    expect(second.nextCursor).toBeNull();
  });
});

describe('the catalog', () => {
  it.each(['metrics', 'sports', 'sleep-stages', 'record-types', 'failures'])('has %s', async (table) => {
    expect((await api.get(`/v1/catalog/${table}`)).json.data.length).toBeGreaterThan(5);
  });

  it('is paged where a limit is asked for', async () => {
    const { json } = await api.get('/v1/catalog/sleep-stages?limit=2');
    expect(json.data).toHaveLength(2);
    const cursor = String(json.nextCursor);
    expect((await api.get(`/v1/catalog/sleep-stages?cursor=${cursor}`)).json.data).toHaveLength(7);
    expect((await api.get(`/v1/catalog/sports?cursor=${cursor}`)).json).toMatchObject({ code: 'cursor_invalid' });
  });

  it('has no other table', async () => {
    expect((await api.get('/v1/catalog/toString')).status).toBe(404);
  });
});

it('every read was served by an index', async () => {
  expect(await unindexedReads(api)).toEqual([]);
});
