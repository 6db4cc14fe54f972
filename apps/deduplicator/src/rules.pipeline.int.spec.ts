import { jest } from '@jest/globals';
import { deadLetterTopic, TOPICS, userKey, type PriorityRule, type ProductEvent } from '@tributary/contracts';
import { TransientError } from '@tributary/pipeline';
import { RuleRepository, type Store } from '@tributary/store';
import { aRun, aSampleRecord, aSource } from '@tributary/testing';
import {
  aDeduplicator,
  aTestStore,
  dropTestStore,
  type InProcessDeduplicator,
} from './proof/in-process-deduplicator.js';

const USER = userKey('demo', 'u1');
const phone = aSource('phone');
const watch = aSource('watch');

describe('a change of source priorities', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await dropTestStore(store);
  });

  const day = (date: string, phoneSteps: number, watchSteps: number) =>
    [
      { source: phone, value: phoneSteps },
      { source: watch, value: watchSteps },
    ].map(({ source, value }) =>
      aSampleRecord({
        id: `${source.id}-${date}`,
        start: `${date}T06:00:00Z`,
        end: `${date}T06:30:00Z`,
        value,
        source,
      }),
    );
  const stepsOf = async ({ data }: InProcessDeduplicator) =>
    [...(await data.dailySummaries.all(USER)).values()].map(({ view }) => view.metrics['steps']?.value);
  const phoneFirst = (effectiveFrom: string | null): PriorityRule => ({
    metric: 'steps',
    effectiveFrom,
    order: [{ deviceType: 'phone' }],
    unlisted: 'last',
  });

  it('resolves again exactly the days that stand under another rule, and publishes only what became other', async () => {
    const deduplicator = aDeduplicator(store);
    const { feed, output, change } = deduplicator;
    const records = [...day('2026-10-18', 700, 800), ...day('2026-10-19', 500, 500), ...day('2026-10-20', 700, 800)];
    await feed(aRun({ sources: [phone, watch], records }));
    const published = output.messages.length;
    const rules = [phoneFirst('2026-10-19')];
    await change(rules, 1);
    expect(await stepsOf(deduplicator)).toEqual([800, 500, 700]);
    const events = output.messages.slice(published).map(({ value }) => JSON.parse(String(value)) as ProductEvent);
    // The 19th has another winner with the same value: its sources change, so it is other too.
    expect(events.map(({ entityId, origin, op }) => [entityId, origin, op])).toEqual([
      ['2026-10-19', 'reresolve', 'updated'],
      ['2026-10-20', 'reresolve', 'updated'],
    ]);
    await change(rules, 1);
    expect(output.messages).toHaveLength(published + 2);
    await change([], 2);
    expect(await stepsOf(deduplicator)).toEqual([800, 500, 800]);
  });

  it('sets a message that it cannot read aside once, however often the changes beside it are tried', async () => {
    const { feed, output, data, changes } = aDeduplicator(store);
    await feed(aRun({ sources: [phone, watch], records: day('2026-10-20', 700, 800) }));
    const publish = output.publish.bind(output);
    let outages = 2;
    output.publish = (messages) =>
      messages.some(({ topic }) => topic === TOPICS.dailySummaries.name) && outages-- > 0
        ? Promise.reject(new TransientError('an outage'))
        : publish(messages);
    const change = { schemaVersion: 1, tenant: 'demo', userId: 'u1', version: 1, rules: [phoneFirst(null)] } as const;
    await expect(changes('no change', change)).rejects.toThrow('an outage');
    await expect(changes('no change', change)).rejects.toThrow('an outage');
    await changes('no change', change);
    expect(output.ofTopic(deadLetterTopic(TOPICS.sourcePriorities.name))).toHaveLength(1);
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.view.metrics['steps']?.value).toBe(700);
  });

  it('leaves out sources that a rule never counts, and brings them back', async () => {
    const { feed, data, change } = aDeduplicator(store);
    await feed(aRun({ sources: [phone], records: day('2026-10-20', 800, 900).slice(0, 1) }));
    await change([{ metric: '*', effectiveFrom: null, order: [{ deviceType: 'watch' }], unlisted: 'never' }], 1, null);
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.gone).toBe(true);
    await change([], 2, null);
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.view.metrics['steps']?.value).toBe(800);
  });

  /** Has something done between the time when rules are read the next time and when they are used. */
  function onceRulesAreRead(then: () => Promise<void>): void {
    const placedFor = RuleRepository.prototype.placedFor;
    jest.spyOn(RuleRepository.prototype, 'placedFor').mockImplementationOnce(async function (
      this: RuleRepository,
      ...of
    ) {
      const rules = await placedFor.apply(this, of);
      await then();
      return rules;
    });
  }

  it('holds for dates that a flush of another process brings, which had read the rules before', async () => {
    const [flushing, changing] = [aDeduplicator(store), aDeduplicator(store)];
    await flushing.feed(aRun({ sources: [phone, watch], records: day('2026-10-02', 700, 800) }));
    onceRulesAreRead(() => changing.change([phoneFirst(null)], 1));
    await flushing.feed(
      aRun({ batch: { batchId: 'b2' }, sources: [phone, watch], records: day('2026-10-20', 700, 800) }),
    );
    expect(await stepsOf(flushing)).toEqual([700, 700]);
  });

  it('holds for dates that a flush under way in the same process brings', async () => {
    const deduplicator = aDeduplicator(store);
    await deduplicator.feed(aRun({ sources: [phone, watch], records: day('2026-10-02', 700, 800) }));
    let changed: Promise<void> | null = null;
    // The change waits for its turn with the person, so the flush must not wait for it.
    onceRulesAreRead(async () => {
      changed = deduplicator.change([phoneFirst(null)], 1);
    });
    await deduplicator.feed(
      aRun({ batch: { batchId: 'b2' }, sources: [phone, watch], records: day('2026-10-20', 700, 800) }),
    );
    await changed;
    expect(await stepsOf(deduplicator)).toEqual([700, 700]);
  });

  it('of the tenant does not bring back what a later one of the person replaced', async () => {
    const [slow, fast] = [aDeduplicator(store), aDeduplicator(store)];
    await slow.feed(aRun({ sources: [phone, watch], records: day('2026-10-20', 700, 800) }));
    const watchFirst = { ...phoneFirst(null), order: [{ deviceType: 'watch' }] };
    onceRulesAreRead(() => fast.change([watchFirst], 1));
    await slow.change([phoneFirst(null)], 1, null);
    expect(await stepsOf(slow)).toEqual([800]);
  });
});
