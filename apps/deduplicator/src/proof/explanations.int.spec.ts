import { METRIC_BY_ID, userKey, type DailySummaryView, type PriorityRule, type SourceId } from '@tributary/contracts';
import { explainDayCell, type SourcesById } from '@tributary/resolution';
import { metricHoldings, RuleRepository, type Store } from '@tributary/store';
import { berlinDay, settleInBerlin } from './berlin-days.js';
import { aDeduplicator, aTestStore, dropTestStore, type InProcessDeduplicator } from './in-process-deduplicator.js';
import { replay } from './observed-person.js';
import { personMonth } from './person-month.js';
import { servedEntities } from './person-state.js';

const SEED = Number(process.env['PROOF_SEED'] ?? 20261025);
/** More than one flush of a change of rules. */
const DAYS = 34;

const first = (
  metric: string,
  deviceType: string,
  effectiveFrom: string,
  unlisted: 'last' | 'never',
): PriorityRule => ({
  metric,
  effectiveFrom,
  order: [{ deviceType }],
  unlisted,
});

const CHANGES: readonly (readonly [string, readonly PriorityRule[]])[] = [
  ['the phone first for steps, from a date on', [first('steps', 'phone', '2026-10-20', 'last')]],
  [
    'meals of the phone alone, and another watch for steps',
    [first('dietary_protein', 'phone', '2026-10-12', 'never'), first('steps', 'band', '2026-10-25', 'last')],
  ],
  [
    'the band first for nights, the phone for workouts',
    [first('sleep', 'band', '2026-10-18', 'last'), first('workouts', 'phone', '2026-10-18', 'last')],
  ],
  ['nothing but the phone, for everything', [first('*', 'phone', '2026-10-15', 'never')]],
];

describe('explanations and rules over a month', () => {
  let store: Store;
  let deduplicator: InProcessDeduplicator;
  let version = 0;

  const live = async (userId: string, rules: readonly PriorityRule[] = []): Promise<void> => {
    await settleInBerlin(store, 'demo', [userId]);
    if (rules.length > 0) await deduplicator.change(rules, 1, userId);
    for (const runs of personMonth(SEED, userId, '2026-10-05', DAYS).batches) await deduplicator.feed(...runs);
  };
  const entitiesOf = (userId: string) => servedEntities(deduplicator.data, userKey('demo', userId));

  beforeAll(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
    deduplicator = aDeduplicator(store);
    await live('resolved-again');
  }, 120_000);

  afterAll(() => dropTestStore(store));

  /** How far each served cell is from the sum of its explanation's segments, relative to it. */
  async function worstExplanation(userId: string): Promise<{ cells: number; worst: number }> {
    const { data } = deduplicator;
    const user = userKey('demo', userId);
    const rules = await new RuleRepository(store).placedFor('demo', userId);
    const stored = await data.sources.all(user);
    const sources: SourcesById = new Map(
      Array.from(stored, ([id, { app, device }]) => [id, { id: id as SourceId, app, device }]),
    );
    let [cells, worst] = [0, 0];
    for (const [date, { gone, view }] of await data.dailySummaries.all(user)) {
      if (gone) continue;
      for (const [id, cell] of Object.entries((view as DailySummaryView).metrics)) {
        const metric = METRIC_BY_ID.get(id)!;
        const day = berlinDay(date);
        const { records } = await metricHoldings(data, user, metric, day);
        const explained = explainDayCell({ metric, date, windows: [day], records, sources, rules });
        const sum = explained?.segments.reduce((total, { value }) => total + value, 0) ?? NaN;
        const off = Math.max(Math.abs(sum - cell.value), Math.abs((explained?.value ?? NaN) - cell.value));
        worst = Math.max(worst, Number.isNaN(off) ? Infinity : off / Math.max(1, Math.abs(cell.value)));
        cells += 1;
      }
    }
    return { cells, worst };
  }

  it('explains every served cell to its sum', async () => {
    const { cells, worst } = await worstExplanation('resolved-again');
    expect(cells).toBeGreaterThan(DAYS * 6);
    expect(worst).toBeLessThan(1e-9);
  }, 120_000);

  it.each(CHANGES)(
    'resolves again exactly what becomes other: %s',
    async (name, rules) => {
      const { output, change } = deduplicator;
      const ruledFromTheStart = `from-the-start-${String(CHANGES.findIndex(([each]) => each === name))}`;
      await live(ruledFromTheStart, rules);
      const [before, after] = [await entitiesOf('resolved-again'), await entitiesOf(ruledFromTheStart)];
      const differing = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (entity) => JSON.stringify(before[entity]) !== JSON.stringify(after[entity]),
      );

      const published = output.messages.length;
      await change(rules, ++version, 'resolved-again');
      // A delete is followed by a null for its key.
      const told = output.messages
        .slice(published)
        .flatMap(({ topic, key, value }) =>
          value === null ? [] : [`${topic}/${String(key).split('/').slice(2).join('/')}`],
        );
      expect(await entitiesOf('resolved-again')).toEqual(after);
      expect(told.sort()).toEqual(differing.sort());
      expect(differing.length).toBeGreaterThan(0);
      expect((await worstExplanation('resolved-again')).worst).toBeLessThan(1e-9);

      await change([], ++version, 'resolved-again');
      expect(await entitiesOf('resolved-again')).toEqual(before);
      const own = output.messages.filter(({ userKey: of }) => of === userKey('demo', 'resolved-again'));
      expect(replay(own).faults).toEqual([]);
    },
    180_000,
  );
});
