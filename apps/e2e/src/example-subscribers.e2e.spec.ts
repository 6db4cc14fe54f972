import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_KINDS, TOPICS, userKey, type EventKind, type ProductEvent, type SampleView } from '@tributary/contracts';
import { waitFor } from '@tributary/testing';
import { canControlStack, startKafka, stopKafka } from '../../../infra/local-stack/control.mjs';
import { ExampleSubscriber } from './harness/example-subscriber.js';
import { withDeletions } from './harness/later-batches.js';
import { aPersonOfEach } from './harness/people.js';
import { inOneOrder, SERVED_AT } from './harness/product-topics.js';
import { deliver, Sending, untilCompleted, type Person } from './harness/sending.js';
import { startServices, TENANT, type Services } from './harness/services.js';
import { pythonOfSubscriber } from './harness/subscriber-python.js';

const DAYS = 2;
const CAUGHT_UP_WITHIN_MS = 60_000;
/** Batches sent before the faults: the load goes on while they last. */
const BEFORE_THE_FAULTS = 6;

const describeOnOwnStack = canControlStack() ? describe : describe.skip;

const python = pythonOfSubscriber();
if (python === null)
  process.stderr.write(
    'The Python subscriber is left out: pip does not answer. SUBSCRIBER_PYTHON may name a Python with confluent-kafka.\n',
  );

const SUBSCRIBERS: readonly (readonly [name: string, folder: string, line: readonly [string, ...string[]]])[] = [
  ['TypeScript', 'subscriber-typescript', [process.execPath, 'subscriber.ts']],
  ...(python === null ? [] : [['Python', 'subscriber-python', [python, 'subscriber.py']] as const]),
];

describeOnOwnStack('an example subscriber', () => {
  const folder = mkdtempSync(join(tmpdir(), 'subscribers-e2e-'));
  const sent = aPersonOfEach('followed', DAYS);
  const subscribers = SUBSCRIBERS.map(([name, where, line]) => {
    const file = join(folder, `${where}.db`);
    return { name, follower: new ExampleSubscriber(where, line, `e2e-${where}-${randomUUID()}`, file) };
  });
  let services: Services;

  /** Under load: a broker that restarts, a deduplicator that is killed, and a subscriber that is killed. */
  beforeAll(async () => {
    services = await startServices();
    const { api, deduplicator } = services;
    for (const { follower } of subscribers) follower.start();
    const sending = new Sending(api, sent, BEFORE_THE_FAULTS);
    await sending.untilAccepted(BEFORE_THE_FAULTS);
    const haveBegun = () => Promise.resolve(subscribers.every(({ follower }) => follower.hasBegun) ? true : null);
    await waitFor('the subscribers to begin', haveBegun, CAUGHT_UP_WITHIN_MS, 100);
    await stopKafka();
    try {
      sending.goOn();
    } finally {
      await startKafka();
    }
    await sending.untilAccepted(BEFORE_THE_FAULTS + 3);
    await deduplicator.kill();
    deduplicator.start();
    for (const { follower } of subscribers) await follower.kill('SIGKILL');
    for (const { follower } of subscribers) follower.start();
    await sending.done;
    for (const person of sent) {
      await untilCompleted(api, person);
      await deliver(api, withDeletions(person));
    }
  }, 180_000);

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await services.stop();
  });

  const samplesOf = async ({ userId }: Person): Promise<SampleView[]> => {
    const { data } = await services.api.read<{ data: { metrics: string[] }[] }>(`/v1/users/${userId}/sources`);
    const metrics = [...new Set(data.flatMap((source) => source.metrics))];
    const lists = metrics.map((metric) =>
      services.api
        .get<{ data?: SampleView[] }>(`/v1/users/${userId}/samples?metric=${metric}&limit=1`)
        .then(({ status }) =>
          status === 200 ? services.api.list<SampleView>(`/v1/users/${userId}/samples?metric=${metric}`) : [],
        ),
    );
    return (await Promise.all(lists)).flat();
  };

  describe.each(subscribers)('in $name', ({ follower }) => {
    it.each(sent)('has seen every event of $userId without a gap', async ({ userId }) => {
      const changes = await services.api.list<ProductEvent>(`/v1/users/${userId}/changes?after=0`);
      const person = userKey(TENANT, userId);
      const isWhole = (): Promise<true | null> =>
        Promise.resolve(follower.seenOf(person).whole === changes.length ? true : null);
      await waitFor(`all ${String(changes.length)} events`, isWhole, CAUGHT_UP_WITHIN_MS, 100).catch(
        (error: unknown) => {
          throw new Error(
            `${String(error)}\n${JSON.stringify(follower.seenOf(person))}\n${follower.output.slice(-2_000)}`,
          );
        },
      );
      expect(follower.seenOf(person)).toEqual({ whole: changes.length, ahead: 0 });
      expect(changes.length).toBeGreaterThan(20);
    });

    it.each(sent)('holds what the query API serves of $userId', async (one) => {
      const person = userKey(TENANT, one.userId);
      for (const [kind, list] of Object.entries(SERVED_AT)) {
        const served = await services.api.list<object>(`/v1/users/${one.userId}/${list}`);
        const { topic } = EVENT_KINDS[kind as EventKind];
        expect([kind, inOneOrder(follower.stateOf(topic, person))]).toEqual([kind, inOneOrder(served)]);
      }
      const samples = await samplesOf(one);
      expect(inOneOrder(follower.stateOf(TOPICS.samples.name, person))).toEqual(inOneOrder(samples));
      expect(samples.length).toBeGreaterThan(500);
    });

    it('ends in good order', async () => {
      expect([await follower.kill('SIGTERM'), follower.output.trim().split('\n').at(-1)]).toEqual([
        0,
        'missing events: 0',
      ]);
    });
  });
});
