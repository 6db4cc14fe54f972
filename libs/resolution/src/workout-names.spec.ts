import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS } from './calendar.js';
import { aWorkout } from './testing/workout-builder.js';
import { clusterWorkouts } from './workout-clusters.js';
import type { WorkoutInput } from './workout-input.js';

const DAY = Date.parse('2026-03-01T00:00:00Z');
/** `07:00` or `07:00:40` of the 1st of March. */
const at = (clock: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  return DAY + hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1000;
};
const RANKS: Readonly<Record<string, number>> = { watch: 3, phone: 2, cloud: 1 };
const recording = (
  id: string,
  sourceId: string,
  from: string,
  to: string,
  more: Partial<WorkoutInput> = {},
): WorkoutInput => aWorkout({ id, sourceId, rank: RANKS[sourceId] ?? 0, startMs: at(from), endMs: at(to), ...more });
/** Name and recordings of each workout. */
const named = (...recordings: WorkoutInput[]) =>
  clusterWorkouts(recordings).map(({ id, recordings: of }) => [id, of.map((each) => each.id)]);
const idsOf = (recordings: readonly WorkoutInput[]) => clusterWorkouts(recordings).map(({ id }) => id);

describe('the name of a workout', () => {
  it.each([
    ['06:44:59', 'workout-2026-03-01T0615Z'],
    ['06:45', 'workout-2026-03-01T0645Z'],
    ['07:00', 'workout-2026-03-01T0645Z'],
    ['07:14:59', 'workout-2026-03-01T0645Z'],
    ['07:15', 'workout-2026-03-01T0715Z'],
    ['00:05', 'workout-2026-02-28T2345Z'],
  ])('that begins at %s is %s', (from, id) => {
    expect(idsOf([recording('a', 'watch', from, '08:00')])).toEqual([id]);
  });

  it('stays when another source tells it too, with a smaller id, another start and more say', () => {
    const phone = recording('b', 'phone', '07:03', '07:50');
    const watch = recording('a', 'watch', '06:58:20', '07:48');
    expect(named(phone)).toEqual([['workout-2026-03-01T0645Z', ['b']]]);
    expect(named(phone, watch)).toEqual([['workout-2026-03-01T0645Z', ['a', 'b']]]);
    expect(named(watch)).toEqual([['workout-2026-03-01T0645Z', ['a']]]);
  });

  it('stays when a worse source tells it on a clock that is wrong by two hours', () => {
    const distance = { statistics: { distance: { unit: 'm', value: 8000 } } };
    const watch = recording('b', 'watch', '07:00', '07:47', distance);
    const cloud = recording('a', 'cloud', '05:00', '05:47', distance);
    expect(named(watch)).toEqual([['workout-2026-03-01T0645Z', ['b']]]);
    expect(named(watch, cloud)).toEqual([['workout-2026-03-01T0645Z', ['b', 'a']]]);
  });

  it('goes over a border with the start of the leading recording', () => {
    const phone = recording('b', 'phone', '07:16', '07:50');
    const watch = recording('a', 'watch', '07:14', '07:48');
    expect(named(phone)).toEqual([['workout-2026-03-01T0715Z', ['b']]]);
    expect(named(phone, watch)).toEqual([['workout-2026-03-01T0645Z', ['a', 'b']]]);
  });
});

describe('the names of workouts back to back', () => {
  const warmUp = recording('c', 'watch', '06:50', '06:58');
  const lifting = recording('b', 'watch', '06:59', '07:40', { sport: 'strength_training' });
  const coolDown = recording('a', 'watch', '07:41', '07:50');

  it('are those of their half hours; the second of one has a number', () => {
    expect(named(warmUp, lifting, coolDown)).toEqual([
      ['workout-2026-03-01T0645Z', ['c']],
      ['workout-2026-03-01T0645Z-2', ['b']],
      ['workout-2026-03-01T0715Z', ['a']],
    ]);
  });

  it('stay when a later one and other recordings of each come', () => {
    const others = [
      recording('0', 'phone', '06:51', '06:59'),
      recording('1', 'phone', '07:02', '07:41', { sport: 'strength_training' }),
    ];
    expect(named(warmUp)).toEqual([['workout-2026-03-01T0645Z', ['c']]]);
    expect(named(warmUp, lifting, ...others)).toEqual([
      ['workout-2026-03-01T0645Z', ['c', '0']],
      ['workout-2026-03-01T0645Z-2', ['b', '1']],
    ]);
  });

  it('move on when the first one of the half hour comes last, or goes', () => {
    expect(named(lifting)).toEqual([['workout-2026-03-01T0645Z', ['b']]]);
    expect(named(lifting, warmUp)).toEqual([
      ['workout-2026-03-01T0645Z', ['c']],
      ['workout-2026-03-01T0645Z-2', ['b']],
    ]);
  });

  it('are the same in every order of arrival', () => {
    const orders = [
      [warmUp, lifting, coolDown],
      [warmUp, coolDown, lifting],
      [lifting, warmUp, coolDown],
      [lifting, coolDown, warmUp],
      [coolDown, warmUp, lifting],
      [coolDown, lifting, warmUp],
    ];
    for (const order of orders) expect(named(...order)).toEqual(named(warmUp, lifting, coolDown));
  });
});

describe('for any recordings of one effort that begin in one half hour', () => {
  // An hour and more, so that even the farthest apart share half of the shorter one.
  const one = fc.record({
    id: fc.uuid(),
    sourceId: fc.constantFrom('watch', 'phone', 'cloud'),
    begin: fc.integer({ min: -15, max: 14 }),
    length: fc.integer({ min: 60, max: 75 }),
  });
  const oneOfEach = fc.uniqueArray(one, { minLength: 1, maxLength: 3, selector: ({ sourceId }) => sourceId });

  it('the name is that of the half hour, whichever of them are there', () => {
    fc.assert(
      fc.property(oneOfEach, fc.integer({ min: 0, max: 6 }), (several, left) => {
        const present = several.filter((_, index) => (left & (1 << index)) === 0);
        const recordings = present.map(({ id, sourceId, begin, length }) => {
          const startMs = at('07:00') + begin * MINUTE_MS;
          return recording(id, sourceId, '07:00', '08:00', { startMs, endMs: startMs + length * MINUTE_MS });
        });
        expect(idsOf(recordings)).toEqual(present.length === 0 ? [] : ['workout-2026-03-01T0645Z']);
      }),
    );
  });
});
