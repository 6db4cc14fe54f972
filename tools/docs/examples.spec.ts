import fc from 'fast-check';
import { SubscriberStore, type Message } from '../../examples/subscriber-typescript/subscriber-store.js';

const TOPIC = 'workouts.v1';

const event = (sequence: number, entityId: string, op: string, data: unknown, userId = 'u1') =>
  JSON.stringify({
    id: `demo.${userId}.${String(sequence)}`,
    type: entityId === '' ? 'user.erased' : `workout.${op}`,
    op,
    tenant: 'demo',
    userId,
    entityId,
    sequence,
    data,
  });

/** Messages of one partition, offsets from 0 on. */
const log = (...rows: readonly (readonly [key: string, value: string | null])[]): Message[] =>
  rows.map(([key, value], offset) => ({ topic: TOPIC, partition: 0, offset: BigInt(offset), key, value }));

const created = (sequence: number, entity: string) =>
  [entity, event(sequence, entity, 'created', { n: sequence })] as const;
const deleted = (sequence: number, entity: string) =>
  [[entity, event(sequence, entity, 'deleted', null)] as const, [entity, null] as const] as const;

const sequencesOf = (store: SubscriberStore, messages: readonly Message[]) =>
  store.apply(messages).map(({ sequence }) => sequence);

describe('the example subscriber', () => {
  it('reacts to an event once, whether Kafka or the publisher repeats it', () => {
    const store = new SubscriberStore(':memory:');
    const messages = log(created(1, 'a'), created(2, 'b'), created(1, 'a'), created(2, 'b'), created(3, 'c'));
    expect(sequencesOf(store, messages.slice(0, 2))).toEqual([1, 2]);
    expect(sequencesOf(store, messages)).toEqual([3]);
    expect(store.countOf(TOPIC)).toBe(3);
    expect(store.positionOf(TOPIC, 0)).toBe(5n);
  });

  it('keeps what was made again after a delete, also when all of it is repeated', () => {
    const store = new SubscriberStore(':memory:');
    const story = [created(1, 'a'), ...deleted(2, 'a'), created(3, 'a')];
    expect(sequencesOf(store, log(...story, ...story))).toEqual([1, 2, 3]);
    expect(store.countOf(TOPIC)).toBe(1);
  });

  it('removes an entity of which compaction left the null value only', () => {
    const store = new SubscriberStore(':memory:');
    expect(sequencesOf(store, log(created(1, 'a'), ['a', null]))).toEqual([1]);
    expect(store.countOf(TOPIC)).toBe(0);
  });

  it('forgets an erased person, who may begin again at 1', () => {
    const store = new SubscriberStore(':memory:');
    const other = ['z', event(1, 'z', 'created', {}, 'u2')] as const;
    const erased = ['demo/u1', event(3, '', 'deleted', null)] as const;
    expect(sequencesOf(store, log(created(1, 'a'), other, created(2, 'b'), erased, created(1, 'c')))).toEqual([
      1, 1, 2, 3, 1,
    ]);
    expect(store.countOf(TOPIC)).toBe(2);
  });

  it('keeps samples one by one, and counts the events that it has yet to see', () => {
    const store = new SubscriberStore(':memory:');
    const change = (op: string, id: string) => ({ op, sample: { id } });
    const samples = (sequence: number, ...changes: object[]): Message => ({
      topic: 'samples.v1',
      partition: 0,
      offset: BigInt(sequence),
      key: 'demo/u1',
      value: event(sequence, 'none', 'updated', { changes }),
    });
    store.apply([samples(1, change('created', 's1'), change('created', 's2'))]);
    store.apply([samples(4, change('updated', 's2'), change('deleted', 's1'))]);
    expect(store.countOf('samples.v1')).toBe(1);
    expect(store.missing()).toBe(2);
    store.apply(log(created(2, 'a'), created(3, 'b')));
    expect(store.missing()).toBe(0);
  });

  it('changes nothing when a batch cannot be read', () => {
    const store = new SubscriberStore(':memory:');
    expect(() => store.apply(log(created(1, 'a'), ['b', 'no JSON']))).toThrow(SyntaxError);
    expect(store.positionOf(TOPIC, 0)).toBeNull();
    expect(store.countOf(TOPIC)).toBe(0);
  });

  it('ends in the same state wherever the log is cut and read again', () => {
    const story = log(
      created(1, 'a'),
      created(2, 'b'),
      ...deleted(3, 'a'),
      created(4, 'c'),
      ...deleted(5, 'b'),
      created(6, 'a'),
    );
    const cuts = fc.array(fc.tuple(fc.nat(story.length), fc.nat(story.length)), { maxLength: 5 });
    fc.assert(
      fc.property(cuts, (readings) => {
        const store = new SubscriberStore(':memory:');
        let end = 0;
        const reactions: number[] = [];
        for (const [from, to] of [...readings, [0, story.length] as const]) {
          // A consumer may go back, but never skips.
          const begin = Math.min(from, end);
          reactions.push(...sequencesOf(store, story.slice(begin, Math.max(begin, to))));
          end = Math.max(end, to);
        }
        expect(reactions).toEqual([1, 2, 3, 4, 5, 6]);
        expect(store.countOf(TOPIC)).toBe(2);
      }),
      { numRuns: 50 },
    );
  });
});
