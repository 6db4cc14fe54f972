import { RAW_BATCH_HEADERS } from '@tributary/contracts';
import type { RawBatchLookup, SoughtBatch } from '@tributary/kafka';
import { anIncomingMessage } from '@tributary/kafka/testing';
import { TransientError } from '@tributary/pipeline';
import type { Person } from '../person/person.js';
import { RawPayloads } from './raw-payloads.js';

const RECEIVED = Date.UTC(2026, 2, 29, 6, 15);
const SAMPLE = { uuid: 'A-1', quantity: 12 };
const BODY = { platform: 'healthkit', records: [{ uuid: 'A-0' }, SAMPLE] };
const PLACE = { batchId: 'b1', index: 1, rawId: 'A-1' };
const RECEIPT = { contentHash: 'c1', receivedMs: RECEIVED, completedMs: RECEIVED + 500 };

const NOT_KEPT = { payload: null, payloadMissing: 'not_kept' };

const aPerson = (receipt: object | null, erasure: object = { erasedMs: null, pendingMs: null }): Person =>
  ({
    user: 'demo/u1',
    profile: { tenant: 'demo', userId: 'u1' },
    readers: {
      data: { receipts: { get: () => Promise.resolve(receipt) } },
      erasures: { stubOf: () => Promise.resolve(erasure) },
    },
  }) as unknown as Person;

/** The raw topics with one message, or with what a look-up comes to. */
function topicsWith(find: (batch: SoughtBatch) => ReturnType<RawBatchLookup['find']>) {
  const asked: SoughtBatch[] = [];
  const lookup: RawBatchLookup = {
    find: (batch) => {
      asked.push(batch);
      return find(batch);
    },
    close: () => Promise.resolve(),
  };
  return { payloads: new RawPayloads(lookup), asked };
}

const holding = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  topicsWith(() =>
    Promise.resolve(
      anIncomingMessage({ value: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), headers }),
    ),
  );

describe('the raw payload of a sample', () => {
  it('is the record at the index, of the batch that the receipt names', async () => {
    const { payloads, asked } = holding(BODY);
    expect(await payloads.of(aPerson(RECEIPT), PLACE)).toEqual({ payload: SAMPLE });
    expect(asked).toEqual([{ tenant: 'demo', userId: 'u1', batchId: 'b1', ...RECEIPT }]);
  });

  it('is that of a record without an id too', async () => {
    const { payloads } = holding(BODY);
    expect(await payloads.of(aPerson(RECEIPT), { ...PLACE, index: 0, rawId: null })).toEqual({
      payload: BODY.records[0],
    });
  });

  it.each<[string, unknown, Record<string, string>?]>([
    ['the content of another batch under the same id', { ...BODY, records: [SAMPLE, { uuid: 'B-1' }] }],
    ['fewer records', { ...BODY, records: [SAMPLE] }],
    ['no list of records', { platform: 'healthkit' }],
    ['no object', 'null'],
    ['no JSON', '{"records":'],
    ['another encoding than it says', BODY, { [RAW_BATCH_HEADERS.encoding]: 'gzip' }],
    ['a record nested beyond what an answer can hold', `{"records":[{},${'['.repeat(100_000)}${']'.repeat(100_000)}]}`],
  ])('is not kept where the message holds %s', async (_title, body, headers = {}) => {
    expect(await holding(body, headers).payloads.of(aPerson(RECEIPT), PLACE)).toEqual(NOT_KEPT);
  });

  it('is not kept where the topics do not hold the batch', async () => {
    const { payloads } = topicsWith(() => Promise.resolve(null));
    expect(await payloads.of(aPerson(RECEIPT), PLACE)).toEqual(NOT_KEPT);
  });

  it.each<[string, Person]>([
    ['without a receipt', aPerson(null)],
    ['of a life that was erased', aPerson(RECEIPT, { erasedMs: RECEIVED, pendingMs: null })],
    ['of a life that is being erased', aPerson(RECEIPT, { erasedMs: null, pendingMs: RECEIVED + 1 })],
  ])('is not looked for %s', async (_title, person) => {
    const { payloads, asked } = holding(BODY);
    expect(await payloads.of(person, PLACE)).toEqual(NOT_KEPT);
    expect(asked).toEqual([]);
  });

  it('is unavailable while Kafka does not answer', async () => {
    const { payloads } = topicsWith(() => Promise.reject(new TransientError('Kafka is away')));
    expect(await payloads.of(aPerson(RECEIPT), PLACE)).toEqual({ payload: null, payloadMissing: 'unavailable' });
  });
});
