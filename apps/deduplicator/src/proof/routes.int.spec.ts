import {
  recordIdOf,
  sha256,
  userKey,
  type CanonicalChunk,
  type CanonicalContent,
  type CanonicalRecord,
  type RoutePoint,
} from '@tributary/contracts';
import { routeOf, type Store, type UserData } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord, aWorkoutContent } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';
import { personState } from './person-state.js';

type Route = Extract<CanonicalContent, { kind: 'workout' }>['route'];

const SESSION = recordIdOf('health_connect', 'session');
const START = '2026-03-10T07:00:00Z';

/** A clock of the 10th, in minutes after noon. */
const at = (minutes: number): string => new Date(Date.parse('2026-03-10T12:00:00Z') + minutes * 60_000).toISOString();

const routeAt = (latitude: number): readonly RoutePoint[] => [
  { timeMs: Date.parse(START), latitude, longitude: 13.4 },
  { timeMs: Date.parse(START) + 1000, latitude, longitude: 13.5 },
];
const [WEST, EAST, NONE] = [routeAt(51), routeAt(52), []];
const POINT = WEST.slice(0, 1);

/** A version of the session, modified some minutes after noon. */
const told = (minutes: number, route: Route, client: number | null = null): CanonicalRecord => ({
  ...aSampleRecord({
    id: 'session',
    start: START,
    end: '2026-03-10T08:00:00Z',
    value: 0,
    version: { client, modifiedMs: Date.parse(at(minutes)), hash: sha256(JSON.stringify(route)).slice(0, 16) },
  }),
  rawType: 'ExerciseSession',
  content: aWorkoutContent({ route }),
});

/** A version under which the same id is a count of steps. */
const stepsTold = (minutes: number): CanonicalRecord =>
  aSampleRecord({ id: 'session', start: START, value: 10, version: { modifiedMs: Date.parse(at(minutes)) } });

interface Upload {
  readonly records?: readonly CanonicalRecord[];
  readonly deletedAt?: number;
  /** All sessions of the day are in the batch: of them there is none. */
  readonly isSnapshot?: boolean;
  /** Minutes after noon; the batches of a case are received at one time where it does not matter. */
  readonly receivedAt?: number;
}

const send = (...records: readonly CanonicalRecord[]): Upload => ({ records });
const remove = (deletedAt: number): Upload => ({ deletedAt });

const EMPTY_DAY = {
  recordType: 'ExerciseSession',
  app: null,
  startMs: Date.parse('2026-03-10T00:00:00Z'),
  endMs: Date.parse('2026-03-11T00:00:00Z'),
  present: [],
};

const runOf = (upload: Upload, index: number, userId: string): CanonicalChunk => {
  const { records = [], deletedAt, isSnapshot, receivedAt = 600 } = upload;
  return aRun({
    batch: { userId, batchId: `b${String(index)}`, receivedMs: Date.parse(at(receivedAt)) },
    records,
    deletions: deletedAt === undefined ? [] : [aDeletion('session', at(deletedAt))],
    last: isSnapshot ? { snapshots: [EMPTY_DAY] } : {},
  });
};

const ordersOf = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((first, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));

/** Of the versions that no delete hides the newest one that has a route, or says that there is none, decides. */
describe('the route of a session', () => {
  let store: Store;
  let people = 0;

  beforeAll(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterAll(() => dropTestStore(store));

  /** `undefined`: no session stands. */
  async function served(data: UserData, userId: string) {
    const user = userKey('demo', userId);
    const recording = await data.recordings.get(user, SESSION);
    const workouts = [...(await data.workouts.all(user)).values()].filter(({ gone }) => !gone);
    const route = recording?.kind === 'workout' ? routeOf(recording) : undefined;
    return { route, hasRoute: workouts.map(({ view }) => view.hasRoute) };
  }

  /** Each order of the uploads, every one for a person of its own, the last upload twice. */
  async function inEveryOrder(uploads: readonly Upload[]) {
    const { feed, data } = aDeduplicator(store);
    const orders = ordersOf([...uploads.entries()]).map((order) => {
      const userId = `u${String(++people)}`;
      const runs = [...order, ...order.slice(-1)].map(([index, upload]) => runOf(upload, index, userId));
      return { userId, order: order.map(([index]) => index), runs };
    });
    for (let round = 0; round <= uploads.length; round++)
      await feed(...orders.flatMap(({ runs }) => runs.slice(round, round + 1)));
    return Promise.all(
      orders.map(async ({ userId, order }) => ({
        order,
        ...(await served(data, userId)),
        state: await personState(store, data, userKey('demo', userId)),
      })),
    );
  }

  it.each<[string, readonly Upload[], Route | undefined]>([
    ['is kept when it is withheld later', [send(told(1, WEST)), send(told(2, 'withheld'))], WEST],
    ['is kept when nothing is said of it later', [send(told(1, WEST)), send(told(2, null))], WEST],
    ['is kept through many such versions', [send(told(1, WEST)), send(told(2, null)), send(told(3, 'withheld'))], WEST],
    ['that comes twice with one time of change is kept', [send(told(1, null)), send(told(1, WEST))], WEST],
    ['is the last one that was said', [send(told(1, WEST)), send(told(2, EAST)), send(told(3, null))], EAST],
    ['of one point is kept, though it is none to be served', [send(told(1, POINT)), send(told(2, null))], POINT],
    ['is gone when a version says that there is none', [send(told(1, WEST)), send(told(2, NONE))], NONE],
    ['stays gone after it', [send(told(1, WEST)), send(told(2, NONE)), send(told(3, null))], NONE],
    ['is none where nothing was ever said', [send(told(1, 'withheld')), send(told(2, null))], NONE],
    ['goes with a session that is deleted', [send(told(1, WEST)), send(told(2, null)), remove(2)], undefined],
    ['does not come back with a session that was deleted', [send(told(1, WEST)), remove(2), send(told(3, null))], NONE],
    ['of before a delete is not that of after it', [send(told(1, WEST)), remove(2), send(told(3, EAST))], EAST],
    [
      'outlives a newer one that was modified before a delete',
      [send(told(10, WEST, 1)), send(told(5, EAST, 2)), send(told(8, null, 3)), remove(7)],
      WEST,
    ],
    [
      'stands again with the version that outlives a newer one',
      [send(told(10, null, 2)), send(told(9, WEST, 1)), send(told(5, EAST, 3)), remove(7)],
      WEST,
    ],
    ['is kept while the id is of another type', [send(told(1, WEST)), send(stepsTold(2)), send(told(3, null))], WEST],
    [
      'is that of a session which a snapshot missed and which is there again',
      [
        { records: [told(1, WEST)], receivedAt: 1 },
        { isSnapshot: true, receivedAt: 2 },
        { records: [told(3, 'withheld')], receivedAt: 3 },
      ],
      WEST,
    ],
  ])('%s', async (_title, uploads, route) => {
    const [first, ...others] = await inEveryOrder(uploads);
    const hasRoute = route === undefined ? [] : [route === WEST || route === EAST];
    expect(first).toMatchObject({ hasRoute });
    expect(first!.route).toEqual(route);
    for (const other of others) expect(other).toEqual({ ...first, order: other.order });
  });

  it('is kept once where the version that told it is kept aside', async () => {
    const { feed, data } = aDeduplicator(store);
    const userId = `u${String(++people)}`;
    // The newer version was modified earlier: a delete between the two buries it alone, and the older one stands again.
    const uploads = [send(told(10, WEST, 1)), send(told(5, EAST, 2))];
    for (const [index, upload] of uploads.entries()) await feed(runOf(upload, index, userId));
    const entry = await data.registry.get(userKey('demo', userId), SESSION);
    expect(entry?.outliving?.map(({ version }) => version.client)).toEqual([1]);
    expect(JSON.stringify(entry).split(JSON.stringify(WEST)).length - 1).toBe(1);
    expect((await served(data, userId)).route).toEqual(EAST);
    await feed(runOf(remove(7), uploads.length, userId));
    expect((await served(data, userId)).route).toEqual(WEST);
  });
});
