import { PersonSeed } from '../testing/person-seed.js';
import { ids, startTestQueryApi, unindexedReads, type TestQueryApi } from '../testing/running-query-api.js';
import { at, DAY, PHONE, pulse, seedDay, steps, WATCH } from '../testing/seeded-day.js';

let api: TestQueryApi;
let person: PersonSeed;

beforeAll(async () => {
  api = await startTestQueryApi();
  person = new PersonSeed(api.store, 'demo', 'u1');
  await seedDay(person);
});
afterAll(() => api.close());

const of = (path: string) => `/v1/users/u1${path}`;

describe('samples', () => {
  it('are given as recorded, of every source, ascending', async () => {
    const { json } = await api.get(of(`/samples?metric=steps&from=${DAY}&to=${DAY}`));
    expect(ids(json)).toEqual(['hc-w1', 'hc-p1', 'hc-w2']);
    expect(json.nextCursor).toBeNull();
    expect(json.data[0]).toEqual({
      id: 'hc-w1',
      metric: 'steps',
      start: `${DAY}T08:00:00.000Z`,
      end: `${DAY}T09:00:00.000Z`,
      zoneOffsetMinutes: 60,
      value: 600,
      unit: '{steps}',
      sourceId: WATCH,
      recordingMethod: 'automatic',
      flags: [],
      version: 1,
      raw: { type: 'Raw', id: 'w1', value: 600, unit: '{steps}' },
    });
  });

  it.each([
    ['an interval that reaches into it', '2026-03-11', '2026-03-11', ['hc-w2']],
    ['none that ends where it begins', `${DAY}T09:30:00Z`, `${DAY}T10:00:00Z`, []],
    ['none that starts where it ends', `${DAY}T07:00:00Z`, `${DAY}T08:00:00Z`, []],
    ['all of them up to a late year', DAY, '2997-01-01', ['hc-w1', 'hc-p1', 'hc-w2']],
    ['all of them up to the end of calendars', DAY, '9999-12-31T23:59:59Z', ['hc-w1', 'hc-p1', 'hc-w2']],
    ['bounds with an offset', `${DAY}T09:45:00%2B01:00`, `${DAY}T10:00:00%2B01:00`, ['hc-w1', 'hc-p1']],
    ['bounds whose plus was not escaped', `${DAY}T09:45:00+01:00`, `${DAY}T10:00:00+01:00`, ['hc-w1', 'hc-p1']],
  ])('of a window: %s', async (_title, from, to, expected) => {
    expect(ids((await api.get(of(`/samples?metric=steps&from=${from}&to=${to}`))).json)).toEqual(expected);
  });

  it('of dates as the offsets that records named have them, however far the window', async () => {
    const traveller = new PersonSeed(api.store, 'demo', 'traveller');
    await traveller.profile({ timeZone: undefined, zoneEntries: [] });
    await traveller.evidence('2026-03-09T14:00:00Z', 600);
    // At +10:00 the 10th begins at 14:00Z of the 9th.
    await traveller.samples([
      steps('hc-early', WATCH, '2026-03-09T13:00:00Z', '2026-03-09T13:30:00Z', 1),
      steps('hc-late', WATCH, '2026-03-09T14:30:00Z', '2026-03-09T14:45:00Z', 2),
    ]);
    for (const to of ['2026-03-10', '9999-12-31', '9999-12-31T23:59:59Z'])
      expect(ids((await api.get(`/v1/users/traveller/samples?metric=steps&from=2026-03-10&to=${to}`)).json)).toEqual([
        'hc-late',
      ]);
  });

  it('are found however long they are: a burden of the week that holds the window', async () => {
    await person.samples([
      {
        id: 'hk-week',
        metric: 'atrial_fibrillation_burden',
        source: WATCH,
        start: '2026-03-02T00:00:00Z',
        end: '2026-03-09T00:00:00Z',
        value: 2,
      },
    ]);
    const burden = async (from: string, to: string) =>
      ids((await api.get(of(`/samples?metric=atrial_fibrillation_burden&from=${from}&to=${to}`))).json);
    expect(await burden('2026-03-06', '2026-03-07')).toEqual(['hk-week']);
    expect(await burden('2026-03-10', '2026-03-11')).toEqual([]);
  });

  it('of one source', async () => {
    expect(ids((await api.get(of(`/samples?metric=steps&source=${PHONE}`))).json)).toEqual(['hc-p1']);
  });

  it('are not to be kept by caches', async () => {
    expect((await api.get(of('/samples?metric=weight'))).headers.get('cache-control')).toBe('no-store');
  });

  it('of a metric without data are an empty list', async () => {
    expect((await api.get(of('/samples?metric=weight'))).json).toEqual({ data: [], nextCursor: null });
  });

  it('come in pages that stay whole while samples are added', async () => {
    const writer = new PersonSeed(api.store, 'demo', 'pages');
    await writer.profile();
    await writer.sources('watch');
    const numbered = Array.from({ length: 250 }, (_, i) =>
      pulse(`hk-${String(i).padStart(3, '0')}`, WATCH, at(DAY, 5 * i), 60 + (i % 10)),
    );
    // Two at the same instant: the tie goes by id.
    await writer.samples([...numbered, pulse('hk-000b', WATCH, at(DAY, 0), 61)]);
    const seen: unknown[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const { json } = await api.get(
        `/v1/users/pages/samples?metric=heart_rate&limit=60${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...ids(json));
      cursor = json.nextCursor;
      // Before the cursor, just behind it (in the chunk of the next page), and behind everything.
      const behindMinutes = 5 * 60 * (pages + 1) + 3;
      await writer.samples([
        pulse(`hk-b${String(pages)}`, WATCH, at(DAY, 1), 50),
        pulse(`hk-n${String(pages)}`, WATCH, at(DAY, behindMinutes), 55),
        pulse(`hk-a${String(pages)}`, WATCH, at('2026-03-09', pages), 50),
        pulse(`hk-z${String(pages)}`, WATCH, at('2026-03-20', pages), 70),
      ]);
      pages++;
    }
    const ofTheStart = seen.filter((id) => /^hk-\d/.test(String(id)));
    expect(ofTheStart).toEqual(['hk-000', 'hk-000b', ...numbered.slice(1).map(({ id }) => id)]);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => String(id).startsWith('hk-n'))).toEqual(['hk-n0', 'hk-n1', 'hk-n2', 'hk-n3']);
    expect(seen.filter((id) => String(id).startsWith('hk-b'))).toEqual([]);
  });
});

it('every read was served by an index', async () => {
  expect(await unindexedReads(api)).toEqual([]);
});
