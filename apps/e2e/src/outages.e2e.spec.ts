import { randomUUID } from 'node:crypto';
import {
  canControlStack,
  startKafka,
  startMongodb,
  stopKafka,
  stopMongodb,
} from '../../../infra/local-stack/control.mjs';
import { aPersonOfEach, aUserId } from './harness/people.js';
import { deliver, outcomeSum, Sending, untilCompleted, type Batch, type Person } from './harness/sending.js';
import { servedState } from './harness/served-state.js';
import type { ServiceProcess } from './harness/service-process.js';
import { startServices, type Services } from './harness/services.js';

/** Verdicts of readiness follow a fault and its end within these times. */
const UNREADY_WITHIN_MS = 10_000;
const READY_WITHIN_MS = 30_000;

const DAYS = 2;
/** Batches sent before a server is stopped: four are waited for, the others may be in the air. */
const BEFORE_THE_FAULT = 8;

const anEmptyDelete = (): Batch => ({
  batchId: randomUUID(),
  platform: 'health_connect',
  records: [],
  deletions: [{ id: randomUUID() }],
});

/** A broker or database of somebody else is not ours to stop. */
const describeOnOwnStack = canControlStack() ? describe : describe.skip;

describeOnOwnStack('an outage under load', () => {
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
  });

  /** A spec that fails in the middle of its outage must not take the servers from those after it. */
  afterEach(async () => {
    await Promise.all([startKafka(), startMongodb()]);
    await Promise.all(services.all.map((service) => service.untilReadiness(200)));
  });

  afterAll(() => services.stop());

  /** What is served of each person is what is served of a twin who sends the same in peace. */
  async function expectAsWithout(sent: readonly Person[]): Promise<void> {
    for (const person of sent) {
      const receipts = await untilCompleted(services.api, person);
      for (const receipt of receipts) expect(outcomeSum(receipt)).toBe(receipt.records + receipt.deletions);
      const twin = { ...person, userId: aUserId('twin') };
      await deliver(services.api, twin);
      const state = await servedState(services.api, person.userId);
      expect(state).toEqual(await servedState(services.api, twin.userId));
      // The first night begins on the evening before.
      expect(state.days).toHaveLength(DAYS + 1);
    }
  }

  const untilAll = (which: readonly ServiceProcess[], status: 200 | 503, withinMs: number): Promise<unknown> =>
    Promise.all(which.map((service) => service.untilReadiness(status, withinMs)));

  it('of Kafka: refuses with 503 what it cannot keep, says so in readiness, and loses nothing it accepted', async () => {
    const { gateway, normalizer, deduplicator, query, api } = services;
    const sent = aPersonOfEach('kafka-outage', DAYS);
    const sending = new Sending(api, sent, BEFORE_THE_FAULT);
    await sending.untilAccepted(4);
    await stopKafka();
    sending.goOn();
    const refusal = await api.sendBatch(aUserId('refused'), anEmptyDelete());
    expect(refusal.status).toBe(503);
    expect(refusal.body).toMatchObject({ status: 503, code: 'not_durable_now' });
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0);
    await untilAll([gateway, normalizer, deduplicator], 503, UNREADY_WITHIN_MS);
    expect(await query.readiness()).toBe(200);
    expect(sending.accepted).toBeLessThan(sending.total);

    await startKafka();
    await untilAll([gateway, normalizer, deduplicator], 200, READY_WITHIN_MS);
    await sending.done;
    expect(sending.refused).toBeGreaterThan(0);
    await expectAsWithout(sent);
  }, 120_000);

  it('of MongoDB: accepts on from a key it has seen, and shows everything when the database is back', async () => {
    const { deduplicator, query, api } = services;
    const sent = aPersonOfEach('mongodb-outage', DAYS);
    const sending = new Sending(api, sent, BEFORE_THE_FAULT);
    await sending.untilAccepted(4);
    await stopMongodb();
    sending.goOn();
    const late = { userId: sent[0]!.userId, batches: [anEmptyDelete()] };
    const answer = await api.sendBatch(late.userId, late.batches[0]!);
    expect(answer.status).toBe(202);
    await untilAll([deduplicator, query], 503, UNREADY_WITHIN_MS);
    await sending.done;
    expect(sending.refused).toBe(0);

    await startMongodb();
    await untilAll(services.all, 200, READY_WITHIN_MS);
    const [receipt] = await untilCompleted(api, late);
    expect(receipt!.outcomes.deleted).toBe(1);
    await expectAsWithout(sent);
  }, 120_000);
});
