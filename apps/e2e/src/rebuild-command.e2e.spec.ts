import { randomUUID } from 'node:crypto';
import { TOPICS, type ErasureView, type ProductEvent, type ReceiptView } from '@tributary/contracts';
import { waitFor } from '@tributary/testing';
import { moveGroupsToEnd } from './harness/consumer-groups.js';
import { withDeletions, withSnapshot, withUpdates } from './harness/later-batches.js';
import { aPersonOfEach, aUserId, batchesOf } from './harness/people.js';
import { distinctSequences, openProductTopics, upTo, type ProductTopics } from './harness/product-topics.js';
import { deliver } from './harness/sending.js';
import { servedState } from './harness/served-state.js';
import { prepareServices, type Services } from './harness/services.js';

const RULES = { rules: [{ metric: 'steps', order: [{ deviceType: 'phone' }, { deviceType: 'watch' }] }] };

describe('an operator', () => {
  const name = randomUUID().slice(0, 8);
  const groups = `e2e-operator-${name}`;
  const target = `tributary_test_rebuilt_${name}`;
  const people = aPersonOfEach('operator', 2);
  const erased = { userId: aUserId('operator-erased'), batches: batchesOf('erased', 'healthkit', 1) };
  let running: Services;
  let topics: ProductTopics;

  const start = async (database: string): Promise<Services> => {
    const services = await prepareServices({ database, groups });
    if (database !== target) await moveGroupsToEnd(groups);
    for (const service of services.all) service.start();
    await Promise.all(services.all.map((service) => service.untilReadiness(200)));
    return services;
  };
  const changesOf = (userId: string): Promise<ProductEvent[]> =>
    running.api.list<ProductEvent>(`/v1/users/${userId}/changes?after=0`);

  beforeAll(async () => {
    topics = openProductTopics();
    running = await start(`tributary_test_operator_${name}`);
    const { api } = running;
    for (const person of people) {
      await deliver(api, person);
      await api.put(`/v1/users/${person.userId}/priorities`, RULES);
      for (const later of [withDeletions(person), withUpdates(person), withSnapshot(person)]) await deliver(api, later);
    }
    await deliver(api, erased);
    const { body } = await api.delete<ErasureView>(`/v1/users/${erased.userId}`);
    const isDone = async (): Promise<true | null> =>
      (await api.erasure(body.erasureId)).body.status === 'completed' ? true : null;
    await waitFor('the erasure', isDone, 30_000, 100);
  }, 120_000);

  afterAll(async () => {
    await topics.close();
    await running.stop();
  });

  it('replays what a person sent, and nothing is doubled', async () => {
    const [{ userId, batches }] = people as [(typeof people)[0]];
    const [state, changes] = [await servedState(running.api, userId), await changesOf(userId)];
    const printed = await running.tributary('replay', '--user', userId);
    const [, count, suffix] = /^(\d+) batches replayed as <batchId>(~replay-\w+)/.exec(printed) ?? [];
    expect(Number(count)).toBe(batches.length + 2);
    const again = batches.map((batch) => ({ ...batch, batchId: `${batch.batchId}${suffix!}` }));
    for (const { batchId, records } of again) {
      const receipt = await waitFor(
        `the receipt of ${batchId}`,
        async (): Promise<ReceiptView | null> => {
          const { status, body } = await running.api.receipt(userId, batchId);
          return status === 200 && body.status === 'completed' ? body : null;
        },
        30_000,
        50,
      );
      const { created, updated, deleted } = receipt.outcomes;
      expect([receipt.records, created, updated, deleted]).toEqual([records.length, 0, 0, 0]);
    }
    expect(await servedState(running.api, userId)).toEqual(state);
    expect(await changesOf(userId)).toEqual(changes);
    // A replay is not replayed.
    expect(await running.tributary('replay', '--user', userId, '--dry-run')).toContain(`${count!} batches would be`);
  });

  it('rebuilds beside the running installation, which hears nothing of it', async () => {
    const before = await topics.feedOf(people[0]!.userId);
    const printed = await running.tributary('rebuild', '--database', target);
    expect(printed).toContain(`check\t${TOPICS.rawBatches.name}\twhole`);
    expect(printed).toContain(`people\t${String(people.length)} equal\t0 different`);
    expect((await topics.feedOf(people[0]!.userId)).events).toEqual(before.events);
  }, 120_000);

  it('goes on with the rebuilt database where the topics are', async () => {
    const states = await Promise.all(people.map(({ userId }) => servedState(running.api, userId)));
    await running.stop();
    const printed = await running.tributary('rebuild', '--database', target, '--finish');
    expect(printed).toContain(`change feed\tadopted for ${String(people.length)} people`);
    running = await start(target);
    expect(await Promise.all(people.map(({ userId }) => servedState(running.api, userId)))).toEqual(states);
    expect((await running.api.get(`/v1/users/${erased.userId}`)).status).toBe(404);
    for (const { userId } of people) {
      const more = { userId, batches: batchesOf(`more-${userId}`, 'healthkit', 1) };
      await deliver(running.api, {
        ...more,
        batches: more.batches.map((batch) => ({ ...batch, batchId: randomUUID() })),
      });
      const changes = await changesOf(userId);
      expect(changes.map(({ sequence }) => sequence)).toEqual(upTo(changes.length));
      const { events } = await topics.feedOf(userId);
      expect(distinctSequences(events)).toEqual(upTo(changes.length));
      expect(new Set(events.map(({ id }) => id)).size).toBe(changes.length);
    }
  }, 120_000);

  it('is refused a database that holds something else', async () => {
    const own = `tributary_test_operator_${name}`;
    await expect(running.tributary('rebuild', '--database', own)).rejects.toThrow('not empty');
    await expect(running.tributary('rebuild', '--database', target)).rejects.toThrow('of the installation');
  });
});
