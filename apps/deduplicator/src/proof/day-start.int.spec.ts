import { userKey, type CanonicalRecord, type PriorityRule, type Source } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aRun, aSampleRecord, aSource, aWorkoutContent } from '@tributary/testing';
import { settleInBerlin } from './berlin-days.js';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

/** A person whose day begins at four in the morning. */
describe('a night and a workout before the day begins', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
    await settleInBerlin(store, 'demo', ['u1'], '04:00');
  });

  afterEach(() => dropTestStore(store));

  const user = userKey('demo', 'u1');
  const [WATCH, PHONE] = [aSource('watch'), aSource('phone')];

  const first = (metric: string, deviceType: string, effectiveFrom: string | null): PriorityRule => ({
    metric,
    effectiveFrom,
    order: [{ deviceType }],
    unlisted: 'last',
  });

  /** Until 02:30 UTC of the 10th, half past three in Berlin. */
  const recorded = (id: string, source: Source, content: CanonicalRecord['content']): CanonicalRecord => ({
    ...aSampleRecord({ id, source, start: '2026-03-10T01:30:00Z', end: '2026-03-10T02:30:00Z', value: 0 }),
    startOffsetMinutes: 60,
    endOffsetMinutes: 60,
    content,
  });
  const sleep = { kind: 'sleep', title: null, notes: null, stages: [] } as const;

  it('stand under the rule of the date they are on, and change with it', async () => {
    const { feed, change, data } = aDeduplicator(store);
    const rulesFrom = (date: string) =>
      ['sleep', 'workouts'].flatMap((metric) => [first(metric, 'watch', null), first(metric, 'phone', date)]);
    const served = async () => {
      const views = [
        ...Array.from(await data.sleepEpisodes.all(user), ([, { view }]) => view),
        ...Array.from(await data.workouts.all(user), ([, { view }]) => view),
      ];
      const [summary] = [...(await data.dailySummaries.all(user)).keys()];
      return [summary, ...views.map(({ sourceId }) => sourceId)];
    };
    await change(rulesFrom('2026-03-10'), 1);
    await feed(
      aRun({
        sources: [WATCH, PHONE],
        records: [
          recorded('sw', WATCH, sleep),
          recorded('sp', PHONE, sleep),
          recorded('ww', WATCH, aWorkoutContent()),
          recorded('wp', PHONE, aWorkoutContent()),
        ],
      }),
    );
    expect(await served()).toEqual(['2026-03-09', WATCH.id, WATCH.id]);
    await change(rulesFrom('2026-03-09'), 2);
    expect(await served()).toEqual(['2026-03-09', PHONE.id, PHONE.id]);
  });
});
