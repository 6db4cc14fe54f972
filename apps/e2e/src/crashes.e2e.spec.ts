import { EVENT_KINDS, type EventKind, type ProductEvent } from '@tributary/contracts';
import { aPersonOfEach, aUserId } from './harness/people.js';
import {
  distinctSequences,
  inOneOrder,
  openProductTopics,
  SERVED_AT,
  upTo,
  type ProductTopics,
} from './harness/product-topics.js';
import { deliver, outcomeSum, Sending, untilCompleted, type Person } from './harness/sending.js';
import { servedState } from './harness/served-state.js';
import { startServices, type Services } from './harness/services.js';

const DAYS = 2;

describe('a service that ends in the middle of a load', () => {
  let services: Services;
  let topics: ProductTopics;

  beforeAll(async () => {
    services = await startServices();
    topics = openProductTopics();
  });

  /** A spec that fails in the middle must not leave a service down for those after it. */
  afterEach(async () => {
    for (const service of services.all) if (!service.isRunning) service.start();
    await Promise.all(services.all.map((service) => service.untilReadiness(200)));
  });

  afterAll(async () => {
    await topics.close();
    await services.stop();
  });

  async function expectAllOnce(sent: readonly Person[]): Promise<void> {
    for (const person of sent) {
      const receipts = await untilCompleted(services.api, person);
      for (const receipt of receipts) {
        expect(outcomeSum(receipt)).toBe(receipt.records + receipt.deletions);
        expect(receipt.outcomes).toMatchObject({ created: receipt.records, duplicate: 0 });
      }
      const twin = { ...person, userId: aUserId('twin') };
      await deliver(services.api, twin);
      expect(await servedState(services.api, person.userId)).toEqual(await servedState(services.api, twin.userId));
      await expectWholeFeed(person.userId);
    }
  }

  /** Every number is there, a repeat says the same again, and the last states are what is served. */
  async function expectWholeFeed(userId: string): Promise<void> {
    const { events, state } = await topics.feedOf(userId);
    const sequences = distinctSequences(events);
    expect(sequences).toEqual(upTo(sequences.length));
    const bySequence = new Map<number, ProductEvent>();
    for (const event of events) {
      expect(event).toEqual(bySequence.get(event.sequence) ?? event);
      bySequence.set(event.sequence, event);
    }
    for (const [kind, list] of Object.entries(SERVED_AT)) {
      const states = state(EVENT_KINDS[kind as EventKind].topic);
      const served = await services.api.list<object>(`/v1/users/${userId}/${list}`);
      expect(inOneOrder(states.map(({ data }) => data))).toEqual(inOneOrder(served));
    }
  }

  it('loses and doubles nothing when deduplicator and normalizer are killed and started again', async () => {
    const { api, deduplicator, normalizer } = services;
    const sent = aPersonOfEach('killed', DAYS);
    const sending = new Sending(api, sent);
    await sending.untilAccepted(5);
    await Promise.all([deduplicator.kill(), normalizer.kill()]);
    await sending.untilAccepted(9);
    deduplicator.start();
    normalizer.start();
    await sending.done;
    // Once more, with a backlog in hand.
    await deduplicator.untilReadiness(200);
    await deduplicator.kill();
    deduplicator.start();
    await Promise.all([deduplicator.untilReadiness(200), normalizer.untilReadiness(200)]);
    await expectAllOnce(sent);
  }, 120_000);

  it('exits with 0 on SIGTERM and loses nothing, whichever service it is', async () => {
    const { api, all } = services;
    const sent = aPersonOfEach('stopped', DAYS);
    const sending = new Sending(api, sent);
    let accepted = 2;
    for (const service of all) {
      await sending.untilAccepted(accepted);
      expect([service.name, await service.stop()]).toEqual([service.name, 0]);
      service.start();
      await service.untilReadiness(200);
      accepted = Math.min(accepted + 4, sending.total);
    }
    await sending.done;
    await expectAllOnce(sent);
  }, 120_000);
});
