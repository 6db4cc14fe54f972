import type { RecordId } from '@tributary/contracts';
import { chunkId, encodeChunk, HOUR_MS, type StoredRecord, type StoredSample } from '@tributary/store';
import { PersonSeed } from '../testing/person-seed.js';
import { startTestQueryApi, type Answer, type TestQueryApi } from '../testing/running-query-api.js';
import { DAY, PHONE, seedDay, WATCH } from '../testing/seeded-day.js';

const LINES = { accept: 'application/x-ndjson' };
const CHUNK_SAMPLES = 4 * 3_600;
const CHUNK_HOURS = 4;
const CHUNKS = 24;
const START_MS = Date.parse(`${DAY}T00:00:00Z`);

let api: TestQueryApi;

/** Four hours at 1 Hz as one series. */
function denseRecord(number: number): StoredRecord {
  const startMs = START_MS + number * CHUNK_HOURS * HOUR_MS;
  const samples = Array.from({ length: CHUNK_SAMPLES }, (_, second): StoredSample => {
    const at = startMs + second * 1_000;
    const [rawValue, rawUnit] = [null, null];
    return { part: at.toString(36), startMs: at, endMs: at, value: 60 + (second % 70), rawValue, rawUnit, flags: [] };
  });
  return {
    id: `hc-dense-${String(number)}` as RecordId,
    rawId: `dense-${String(number)}`,
    version: { client: null, modifiedMs: null, hash: '0'.repeat(16) },
    revision: 1,
    startMs,
    endMs: startMs + CHUNK_HOURS * HOUR_MS,
    profile: {
      rawType: 'HeartRateSeries',
      startOffsetMinutes: 60,
      endOffsetMinutes: 60,
      timeZone: null,
      deviceTimeZone: null,
      recordingMethod: 'automatic',
      flags: [],
    },
    batchId: 'b1',
    index: 0,
    samples,
  };
}

/** A chunk that is (or is not) one, as it lies in the database. */
async function putChunk(user: PersonSeed, number: number, data: Buffer): Promise<void> {
  const record = denseRecord(number);
  const key = { user: user.user, metric: 'heart_rate', sourceId: WATCH, hour: record.startMs / HOUR_MS };
  const _id = chunkId(key) as never;
  await api.store.collection('series_chunks').insertOne({ _id, n: 1, e: record.endMs, data });
}

async function densePerson(id: string, chunks: number): Promise<PersonSeed> {
  const person = new PersonSeed(api.store, 'demo', id);
  await person.profile();
  await person.sources('watch');
  for (let number = 0; number < chunks; number++) await putChunk(person, number, encodeChunk([denseRecord(number)]));
  return person;
}

beforeAll(async () => {
  api = await startTestQueryApi();
  await seedDay(new PersonSeed(api.store, 'demo', 'u1'));
});
afterAll(() => api.close());

/** The samples of a list, page after page, each as the text it has there. */
async function paged(path: string): Promise<string[]> {
  const lines: string[] = [];
  let page: Answer;
  let cursor = '';
  do {
    page = await api.get(`${path}&limit=1000${cursor}`);
    for (const row of page.json.data) lines.push(JSON.stringify(row));
    cursor = `&cursor=${String(page.json.nextCursor)}`;
  } while (page.json.nextCursor !== null);
  return lines;
}

const linesOf = async (response: Response): Promise<string[]> => (await response.text()).split('\n').slice(0, -1);

describe('samples as lines', () => {
  it.each([
    ['of several sources', '/v1/users/u1/samples?metric=heart_rate'],
    [
      'of a window with an interval that reaches into it',
      '/v1/users/u1/samples?metric=steps&from=2026-03-11&to=2026-03-11',
    ],
    ['of one source', `/v1/users/u1/samples?metric=steps&source=${PHONE}`],
    ['of nothing', '/v1/users/u1/samples?metric=weight'],
  ])('are those of all pages: %s', async (_title, path) => {
    const response = await api.open(path, LINES);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await linesOf(response)).toEqual(await paged(path));
  });

  it('are all of them, more than a page holds', async () => {
    await densePerson('dense', 2);
    const path = `/v1/users/dense/samples?metric=heart_rate&from=${DAY}T01:00:00Z&to=${DAY}T06:00:00Z`;
    const lines = await linesOf(await api.open(path, LINES));
    expect(lines).toHaveLength(5 * 3_600);
    expect(lines).toEqual(await paged(path));
  });

  it('are as many as a limit says, with a link to the next', async () => {
    const path = '/v1/users/u1/samples?metric=heart_rate';
    const all = await paged(path);
    const first = await api.open(`${path}&limit=3`, LINES);
    expect(await linesOf(first)).toEqual(all.slice(0, 3));
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await api.open(new URL(next, `http://any${path}`).href.slice('http://any'.length), LINES);
    expect(await linesOf(second)).toEqual(all.slice(3));
    expect(second.headers.get('link')).toBeNull();
  });

  it('go on behind a cursor to the end', async () => {
    const path = '/v1/users/u1/samples?metric=heart_rate';
    const { json } = await api.get(`${path}&limit=1`);
    const rest = await api.open(`${path}&cursor=${String(json.nextCursor)}`, LINES);
    expect(await linesOf(rest)).toEqual((await paged(path)).slice(1));
  });

  it('are refused like a page', async () => {
    const refused = await api.open('/v1/users/u1/samples?metric=unheard_of', LINES);
    expect(refused.status).toBe(400);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('a stream of samples', () => {
  it('that fails at its beginning is a problem', async () => {
    const person = await densePerson('broken', 0);
    await putChunk(person, 0, Buffer.from([9]));
    const response = await api.open('/v1/users/broken/samples?metric=heart_rate', LINES);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: 'internal_error' });
  });

  it('that fails in the middle does not look like one that ended', async () => {
    const person = await densePerson('torn', 2);
    await putChunk(person, 2, Buffer.from([9]));
    const response = await api.open('/v1/users/torn/samples?metric=heart_rate', LINES);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('ends with its client', async () => {
    await densePerson('long', CHUNKS);
    const profile = api.store.connection.db?.collection('system.profile');
    const chunkReads = () =>
      profile?.countDocuments({ op: 'query', ns: /series_chunks$/, 'command.filter._id.$in.0': /^demo\/long\|/ });
    const cut = async (): Promise<number> => {
      const metrics = await (await fetch(`${api.url}/metrics`)).text();
      return Number(/http_requests_total\{[^}]*"listSamples"[^}]*"cut"[^}]*\} (\d+)/.exec(metrics)?.[1] ?? 0);
    };
    const before = await cut();
    const abort = new AbortController();
    const response = await api.open('/v1/users/long/samples?metric=heart_rate', LINES, abort.signal);
    await response.body?.getReader().read();
    abort.abort();
    const until = Date.now() + 10_000;
    while ((await cut()) === before) if (Date.now() > until) throw new Error('The request did not end');
    // Of 24 chunks eight are read together; none more is wanted.
    expect(await chunkReads()).toBe(1);
  });
});
