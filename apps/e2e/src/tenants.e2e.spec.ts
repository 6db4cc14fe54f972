import { randomUUID } from 'node:crypto';
import { routesOf, type Problem, type QUERY_ROUTES, type SampleView, type WorkoutView } from '@tributary/contracts';
import type { ApiClient } from './harness/api-client.js';
import { example, type ExampleName } from './harness/examples.js';
import { aUserId } from './harness/people.js';
import { deliver } from './harness/sending.js';
import { startServices, type Services } from './harness/services.js';

type ReadOperation = keyof typeof QUERY_ROUTES;

/** What belongs to one tenant's person and to nobody else. */
interface Belongings {
  readonly api: ApiClient;
  readonly workoutId: string;
  readonly recordId: string;
  /** Text that stands in an answer only when data of this person does. */
  readonly marks: readonly string[];
}

/** The query that each read needs to give data; a new route must say here how it is asked. */
const QUERIES: Readonly<Record<ReadOperation, string>> = {
  readUser: '',
  listSources: '',
  listSamples: '?metric=steps',
  listAggregates: '?metric=steps&from=2026-10-20&to=2026-10-20&bucket=PT1H',
  listDailySummaries: '',
  listWorkouts: '?view=recorded',
  readWorkout: '',
  readWorkoutRoute: '',
  listSleep: '?view=recorded',
  listEvents: '',
  readRecord: '',
  explain: '?metric=steps&date=2026-10-20',
  readPriorities: '',
  readUserPriorities: '',
  listChanges: '',
  exportUser: '',
  readCatalog: '',
};

/** Answers of these say nothing of a person's data, so no mark can stand in them. */
const WITHOUT_DATA: ReadonlySet<string> = new Set(['readUser', 'readPriorities', 'readUserPriorities', 'readCatalog']);
const EXAMPLES: Readonly<Record<'healthkit' | 'health_connect', ExampleName>> = {
  healthkit: 'healthkit-batch',
  health_connect: 'health-connect-batch',
};

describe('two tenants with a person of the same id', () => {
  const userId = aUserId('same-id');
  const readings = routesOf('query-api').filter(({ path }) => path.includes('{id}'));
  let services: Services;
  let apple: Belongings;
  let android: Belongings;
  let stranger: ApiClient;

  beforeAll(async () => {
    services = await startServices();
    apple = await settle('healthkit');
    android = await settle('health_connect');
    stranger = await newTenant('nobody');
  });

  afterAll(() => services.stop());

  async function newTenant(name: string): Promise<ApiClient> {
    const id = `${name}-${randomUUID().slice(0, 8)}`;
    const { status, body } = await services.api.post<{ key: { key: string } }>('/v1/tenants', { id, name });
    expect(status).toBe(201);
    return services.api.as(body.key.key);
  }

  async function settle(platform: keyof typeof EXAMPLES): Promise<Belongings> {
    const api = await newTenant(platform.replace('_', '-'));
    await deliver(api, { userId, batches: [example(EXAMPLES[platform])] });
    const [workout] = await api.list<WorkoutView>(`/v1/users/${userId}/workouts`);
    const [sample] = await api.list<SampleView>(`/v1/users/${userId}/samples?metric=steps`);
    const sources = await api.read<{ data: { id: string }[] }>(`/v1/users/${userId}/sources`);
    const marks = [workout!.id, sample!.id, ...sources.data.map(({ id }) => id)];
    return { api, workoutId: workout!.id, recordId: sample!.id, marks };
  }

  const addressOf = (path: string, operation: string, of: Belongings): string =>
    path.replace('{id}', userId).replace('{workoutId}', of.workoutId).replace('{recordId}', of.recordId) +
    QUERIES[operation as ReadOperation];
  const marksIn = (body: unknown, { marks }: Belongings): string[] => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return marks.filter((mark) => text.includes(mark));
  };

  it.each(readings)('$operation gives each its own and nothing of the other', async ({ path, operation }) => {
    for (const [own, foreign] of [
      [apple, android],
      [android, apple],
    ] as const) {
      const { status, body } = await own.api.get<unknown>(addressOf(path, operation, own));
      expect(status).toBe(200);
      expect(marksIn(body, foreign)).toEqual([]);
      if (!WITHOUT_DATA.has(operation)) expect(marksIn(body, own)).not.toEqual([]);
    }
  });

  it.each(readings.filter(({ path }) => /\{(workoutId|recordId)\}/.test(path)))(
    '$operation answers 404 to an id of the other, in the words of an id that nobody has',
    async ({ path, operation }) => {
      const foreign = await apple.api.get<Problem>(addressOf(path, operation, android));
      const nobody = { ...android, workoutId: 'wk-0000000000000000', recordId: 'hc-00000000' };
      const unknown = await apple.api.get<Problem>(addressOf(path, operation, nobody));
      expect([foreign.status, unknown.status]).toEqual([404, 404]);
      expect({ ...foreign.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    },
  );

  it.each(readings)('$operation answers a third tenant as if the person did not exist', async ({ path, operation }) => {
    const seen = await stranger.get<Problem>(addressOf(path, operation, apple));
    const unknown = await stranger.get<Problem>(addressOf(path.replace('{id}', 'nobody-at-all'), operation, apple));
    expect([seen.status, unknown.status]).toEqual([404, 404]);
    expect(seen.body.code).toBe('not_found');
    expect({ ...seen.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
  });

  it('gives the receipt of a batch to its tenant only', async () => {
    const { batchId } = example('healthkit-batch');
    expect((await apple.api.receipt(userId, batchId)).status).toBe(200);
    expect((await android.api.receipt(userId, batchId)).status).toBe(404);
    expect((await stranger.receipt(userId, batchId)).status).toBe(404);
  });
});
