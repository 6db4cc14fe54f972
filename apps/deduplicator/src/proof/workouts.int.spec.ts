import {
  userKey,
  type CanonicalDeletion,
  type CanonicalRecord,
  type ProductEvent,
  type Source,
  type WorkoutView,
} from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord, aSource, aWorkoutContent } from '@tributary/testing';
import { deliveriesOf } from './deliveries.js';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';
import { compactedTopics, personState } from './person-state.js';

/** What a subscriber hears of a workout that several apps recorded. */
describe('a workout', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  const [WATCH, PHONE] = [aSource('watch'), aSource('phone')];
  const MORNING = 'workout-2026-03-10T0645Z';

  /** Recorded on the 10th, from one clock to the other. */
  const run = (
    id: string,
    source: Source,
    from: string,
    to: string,
    { sport = 'running', meters = 8000 } = {},
  ): CanonicalRecord => ({
    ...aSampleRecord({ id, source, start: `2026-03-10T${from}Z`, end: `2026-03-10T${to}Z`, value: 0 }),
    rawType: 'ExerciseSession',
    content: aWorkoutContent({ sport, statistics: { distance: { unit: 'm', value: meters } } }),
  });

  const removal = (id: string): CanonicalDeletion => aDeletion(id, '2026-03-10T12:00:00Z');

  type Batch = readonly [records: readonly CanonicalRecord[], deletions?: readonly CanonicalDeletion[]];

  /** Type, entity, start and recordings of every event about workouts. */
  async function heard(...batches: readonly Batch[]) {
    const { feed, output } = aDeduplicator(store);
    for (const [index, [records, deletions = []]] of batches.entries())
      await feed(
        aRun({
          batch: { batchId: `b${String(index)}` },
          records,
          sources: [WATCH, PHONE],
          last: { deletions: [...deletions] },
        }),
      );
    return output.messages
      .flatMap(({ value }) => (value === null ? [] : [JSON.parse(String(value)) as ProductEvent]))
      .filter(({ type }) => type.startsWith('workout.'))
      .map(({ type, entityId, data }) => {
        const { start, recordings } = (data as WorkoutView | null) ?? { start: '', recordings: [] };
        return [type, entityId, start.slice(11, 19), recordings.map(({ id }) => id)];
      });
  }

  it.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('of the phone (%s) that the watch tells too (%s) is updated', async (phone, watch) => {
    expect(
      await heard(
        [[run(phone, PHONE, '07:02:00', '07:47:00')]],
        [[run(watch, WATCH, '06:58:20', '07:45:00')]],
        [[], [removal(phone)]],
      ),
    ).toEqual([
      ['workout.created', MORNING, '07:02:00', [`hc-${phone}`]],
      ['workout.updated', MORNING, '06:58:20', [`hc-${watch}`, `hc-${phone}`]],
      ['workout.updated', MORNING, '06:58:20', [`hc-${watch}`]],
    ]);
  });

  it('is updated when its leading recording is deleted and another is left', async () => {
    expect(
      await heard(
        [[run('a', WATCH, '06:58:20', '07:45:00'), run('b', PHONE, '07:02:00', '07:47:00')]],
        [[], [removal('a')]],
      ),
    ).toEqual([
      ['workout.created', MORNING, '06:58:20', ['hc-a', 'hc-b']],
      ['workout.updated', MORNING, '07:02:00', ['hc-b']],
    ]);
  });

  it('whose recording is deleted and written anew is updated', async () => {
    expect(
      await heard(
        [[run('b', WATCH, '07:00:00', '07:45:00')]],
        [[run('a', WATCH, '07:00:10', '07:45:00')], [removal('b')]],
      ),
    ).toEqual([
      ['workout.created', MORNING, '07:00:00', ['hc-b']],
      ['workout.updated', MORNING, '07:00:10', ['hc-a']],
    ]);
  });

  it('that the phone tells on a clock of two hours later is updated', async () => {
    expect(
      await heard(
        [[run('b', WATCH, '07:00:00', '07:45:00')]],
        [[run('a', PHONE, '09:00:00', '09:45:00', { meters: 8100 })]],
      ),
    ).toEqual([
      ['workout.created', MORNING, '07:00:00', ['hc-b']],
      ['workout.updated', MORNING, '07:00:00', ['hc-b', 'hc-a']],
    ]);
  });

  it('stays beside the next one of the same half hour, whose recordings come as well', async () => {
    const lifting = { sport: 'strength_training', meters: 0 };
    expect(
      await heard(
        [[run('c', WATCH, '06:50:00', '06:58:00', { meters: 1500 })]],
        [[run('b', WATCH, '06:59:00', '07:40:00', lifting)]],
        [[run('a', PHONE, '07:01:00', '07:41:00', lifting)]],
      ),
    ).toEqual([
      ['workout.created', MORNING, '06:50:00', ['hc-c']],
      ['workout.created', `${MORNING}-2`, '06:59:00', ['hc-b']],
      ['workout.updated', `${MORNING}-2`, '06:59:00', ['hc-b', 'hc-a']],
    ]);
  });

  it('hands its name on to an earlier one of the same half hour', async () => {
    expect(
      await heard(
        [[run('b', WATCH, '06:59:00', '07:40:00')]],
        [[run('a', WATCH, '06:50:00', '06:58:00', { meters: 1500 })]],
      ),
    ).toEqual([
      ['workout.created', MORNING, '06:59:00', ['hc-b']],
      ['workout.updated', MORNING, '06:50:00', ['hc-a']],
      ['workout.created', `${MORNING}-2`, '06:59:00', ['hc-b']],
    ]);
  });

  it('that turns out to be one of 14 hours before hands its name on to the next of its half hour', async () => {
    const [copy, next] = [
      run('c', PHONE, '20:46:00', '20:52:00', { meters: 1100 }),
      run('b', WATCH, '20:55:00', '21:30:00'),
    ];
    expect(await heard([[copy, next]], [[run('a', WATCH, '06:46:00', '06:52:00', { meters: 1000 })]])).toEqual([
      ['workout.created', 'workout-2026-03-10T2045Z', '20:46:00', ['hc-c']],
      ['workout.created', 'workout-2026-03-10T2045Z-2', '20:55:00', ['hc-b']],
      ['workout.created', MORNING, '06:46:00', ['hc-a', 'hc-c']],
      ['workout.updated', 'workout-2026-03-10T2045Z', '20:55:00', ['hc-b']],
      ['workout.deleted', 'workout-2026-03-10T2045Z-2', '', []],
    ]);
  });

  it('counts the same in its day in whatever order the day comes', async () => {
    const day = {
      a: run('a', WATCH, '07:00:00', '07:34:26.678'),
      b: run('b', WATCH, '11:00:00', '11:36:46.296'),
      c: run('c', WATCH, '16:00:00', '16:00:34.576'),
    };
    const { feed, data } = aDeduplicator(store);
    const told = new Set<number | undefined>();
    for (const order of ['abc', 'acb', 'bac', 'bca', 'cab', 'cba']) {
      for (const id of order as Iterable<keyof typeof day>)
        await feed(aRun({ batch: { batchId: id, userId: order }, records: [day[id]], sources: [WATCH, PHONE] }));
      const summary = await data.dailySummaries.get(userKey('demo', order), '2026-03-10');
      told.add(summary?.view.workouts?.durationSeconds).add(summary?.view.workouts?.activeSeconds);
    }
    // 2066.678 + 2206.296 + 34.576 seconds; which of the doubles beside it does not depend on the order.
    expect([...told]).toEqual([expect.closeTo(4307.55, 9)]);
  });

  it('has the same name in whatever order the recordings and deletions of a morning come', async () => {
    const lifting = { sport: 'strength_training', meters: 0 };
    const morning: Batch[] = [
      [[run('9', WATCH, '06:50:00', '06:58:00', { meters: 1500 })]],
      [[run('8', WATCH, '06:59:00', '07:40:00', lifting)]],
      [[run('7', WATCH, '07:41:00', '07:50:00', { meters: 1600 })]],
      [[run('6', PHONE, '06:51:00', '06:59:00', { meters: 1450 })]],
      [[run('5', PHONE, '07:02:00', '07:41:00', lifting)]],
      [[run('4', PHONE, '09:41:10', '09:50:10', { meters: 1600 })]],
      [[run('3', PHONE, '07:44:00', '07:52:00', { sport: 'yoga', meters: 0 })]],
      [[run('2', WATCH, '06:46:00', '06:49:00', { meters: 400 })], [removal('9')]],
      [[run('1', PHONE, '07:46:00', '07:55:00', { sport: 'cycling', meters: 9000 })], [removal('3')]],
    ];
    /** What is stored and what the topics keep of a person to whom the batches came in an order. */
    async function liveThrough(order: number) {
      const userId = `u${String(order)}`;
      const { feed, output, data } = aDeduplicator(store);
      const runs = morning.map(([records, deletions = []], index) =>
        aRun({
          batch: { batchId: `b${String(index)}`, userId },
          records,
          sources: [WATCH, PHONE],
          last: { deletions: [...deletions] },
        }),
      );
      for (const delivery of deliveriesOf(runs, 20260310, order)) await feed(delivery);
      const user = userKey('demo', userId);
      return {
        ids: [...(await data.workouts.all(user))].filter(([, { gone }]) => !gone).map(([id]) => id),
        state: await personState(store, data, user),
        topics: compactedTopics(output.messages, user),
      };
    }
    const asSent = await liveThrough(0);
    expect(asSent.ids.sort()).toEqual([
      MORNING,
      `${MORNING}-2`,
      `${MORNING}-3`,
      'workout-2026-03-10T0715Z',
      'workout-2026-03-10T0745Z',
    ]);
    for (let order = 1; order <= 20; order++)
      expect({ order, ...(await liveThrough(order)) }).toEqual({ order, ...asSent, ids: expect.any(Array) as unknown });
  });

  it('of three days keeps the recordings of its first hours when one of its last comes', async () => {
    /** Hours from the 10th at 07:00 on. */
    const ride = (id: string, source: Source, from: number, to: number): CanonicalRecord => {
      const at = (hours: number) => new Date(Date.parse('2026-03-10T07:00:00Z') + hours * 3_600_000).toISOString();
      return {
        ...aSampleRecord({ id, source, start: at(from), end: at(to), value: 0 }),
        rawType: 'ExerciseSession',
        content: aWorkoutContent({ sport: 'cycling' }),
      };
    };
    const [whole, early, late] = [ride('w', WATCH, 0, 72), ride('c', PHONE, 3, 4), ride('b', PHONE, 60, 61)];
    // The phone saw two hours of 72: slivers, which tell the same workout again.
    expect(await heard([[whole, early]], [[late]])).toEqual([
      ['workout.created', MORNING, '07:00:00', ['hc-w', 'hc-c']],
      ['workout.updated', MORNING, '07:00:00', ['hc-w', 'hc-c', 'hc-b']],
    ]);
  });
});
