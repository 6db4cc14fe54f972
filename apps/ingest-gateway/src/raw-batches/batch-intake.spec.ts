import { MemoryOutput } from '@tributary/kafka/testing';
import type { ClaimResult } from '@tributary/store';
import { BatchIntake, type ReceivedBatch } from './batch-intake.js';
import type { BatchRegister } from './batch-register.js';
import { RawBatchPublisher } from './raw-batch.publisher.js';

const BATCH: ReceivedBatch = {
  tenant: 'demo',
  userId: 'u1',
  batchId: 'b1',
  contentHash: 'c0ffee',
  platform: 'healthkit',
  mode: 'live',
  records: 2,
  deletions: 0,
  receivedMs: Date.UTC(2026, 2, 29, 6, 15),
  body: { received: Buffer.from('{}'), encoding: 'identity' },
  traceparent: '00-1-1-00',
};
const FIRST_MS = Date.UTC(2026, 2, 28);

function anIntake(claim: ClaimResult | null) {
  const output = new MemoryOutput();
  const users: string[] = [];
  const register = {
    claim: () => Promise.resolve(claim),
    noteUser: (tenant: string, userId: string) => {
      users.push(`${tenant}/${userId}`);
      return Promise.resolve();
    },
  } as unknown as BatchRegister;
  return { output, users, intake: new BatchIntake(register, new RawBatchPublisher(output)) };
}

describe('the intake', () => {
  it('publishes a new batch as it came, under its user', async () => {
    const { output, users, intake } = anIntake({ kind: 'new' });
    await expect(intake.take(BATCH)).resolves.toEqual({ repeated: false });
    expect(output.messages).toEqual([
      {
        topic: 'raw-batches.v1',
        userKey: 'demo/u1',
        key: 'demo/u1',
        value: BATCH.body.received,
        headers: {
          'tributary-tenant': 'demo',
          'tributary-user': 'u1',
          'tributary-batch-id': 'b1',
          'tributary-platform': 'healthkit',
          'tributary-content-hash': 'c0ffee',
          'tributary-received-at': '2026-03-29T06:15:00.000Z',
          'tributary-origin': 'live',
          'tributary-schema-version': '1',
          'content-encoding': 'identity',
          'content-type': 'application/json',
          traceparent: '00-1-1-00',
        },
      },
    ]);
    expect(users).toEqual(['demo/u1']);
  });

  it('refuses another content under a known id and publishes nothing', async () => {
    const { output, intake } = anIntake({ kind: 'reused' });
    await expect(intake.take(BATCH)).rejects.toMatchObject({ code: 'batch_id_reused', status: 409 });
    expect(output.messages).toEqual([]);
  });

  it('publishes a repeated batch again when nobody knows that it reached Kafka, with its first receipt time', async () => {
    const { output, intake } = anIntake({ kind: 'same', status: 'accepted', receivedMs: FIRST_MS });
    await expect(intake.take(BATCH)).resolves.toEqual({ repeated: true });
    expect(output.messages.map(({ headers }) => headers['tributary-received-at'])).toEqual([
      '2026-03-28T00:00:00.000Z',
    ]);
    await intake.take(BATCH);
    expect(output.messages).toHaveLength(1);
  });

  it.each(['processing', 'completed'] as const)('publishes a repeated batch that is %s no more', async (status) => {
    const { output, intake } = anIntake({ kind: 'same', status, receivedMs: FIRST_MS });
    await expect(intake.take(BATCH)).resolves.toEqual({ repeated: true });
    expect(output.messages).toEqual([]);
  });

  it('publishes without a claim while the database is away', async () => {
    const { output, intake } = anIntake(null);
    await expect(intake.take(BATCH)).resolves.toEqual({ repeated: false });
    expect(output.messages).toHaveLength(1);
  });

  it('says 503 while Kafka is away, and publishes when the same batch comes again', async () => {
    const { output, intake } = anIntake({ kind: 'same', status: 'accepted', receivedMs: FIRST_MS });
    output.failNext(1);
    await expect(intake.take(BATCH)).rejects.toMatchObject({
      code: 'not_durable_now',
      headers: { 'retry-after': '5' },
    });
    await expect(intake.take(BATCH)).resolves.toEqual({ repeated: true });
    expect(output.messages).toHaveLength(1);
  });

  it('sends history to its own lane', async () => {
    const { output, intake } = anIntake({ kind: 'new' });
    await intake.take({ ...BATCH, mode: 'backfill' });
    expect(output.messages[0]).toMatchObject({
      topic: 'raw-batches-backfill.v1',
      headers: { 'tributary-origin': 'backfill' },
    });
  });
});
