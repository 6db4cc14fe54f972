import { HOUR_MS } from './calendar.js';
import { aWorkout } from './testing/workout-builder.js';
import type { WorkoutInput } from './workout-input.js';
import { matchWorkouts } from './workout-match.js';

const at = (clock: string): number => Date.parse(`2026-03-10T${clock}Z`);
const run = (sourceId: string, from: string, to: string, more: Partial<WorkoutInput> = {}): WorkoutInput =>
  aWorkout({ id: sourceId, sourceId, rank: 1, startMs: at(from), endMs: at(to), ...more });
const meters = (value: number) => ({ statistics: { distance: { unit: 'm', value } } });
const beats = (avg: number) => ({ statistics: { heart_rate: { unit: '/min', avg } } });

/** Recorded with its seconds, told without any total. */
const WATCH = run('watch', '06:12:23', '06:58:41');

describe('two recordings of different sources without a total to compare', () => {
  it.each<[string, WorkoutInput]>([
    ['to the second', run('phone', '08:12:23', '08:58:41')],
    ['backwards', run('phone', '05:12:23', '05:58:41')],
    ['with ends up to five seconds off', run('phone', '08:12:28', '08:58:36')],
    ['as far as clocks can be apart', run('phone', '20:12:23', '20:58:41')],
    ['as another sport of the family', run('phone', '08:12:23', '08:58:41', { sport: 'walking' })],
    ['with a total that the other has not', run('phone', '08:12:23', '08:58:41', meters(8000))],
    ['with another total than the other', run('phone', '08:12:23', '08:58:41', beats(140))],
  ])('are one where one is the other shifted %s', (_how, phone) => {
    expect(matchWorkouts(WATCH, phone)).toBe('shifted');
    expect(matchWorkouts(phone, WATCH)).toBe('shifted');
  });

  it('are one where they are cut to minutes that nobody plans', () => {
    expect(matchWorkouts(run('watch', '06:12:00', '06:58:00'), run('phone', '08:12:00', '08:58:00'))).toBe('shifted');
  });

  it.each<[string, WorkoutInput, WorkoutInput]>([
    ['both were planned', run('watch', '06:00:00', '07:00:00'), run('phone', '08:00:00', '09:00:00')],
    ['the start was planned', run('watch', '06:30:00', '07:12:23'), run('phone', '08:30:00', '09:12:23')],
    ['the end was planned', run('watch', '06:12:23', '07:00:00'), run('phone', '08:12:23', '09:00:00')],
    ['the start was nearly planned', run('watch', '06:29:58', '07:12:23'), run('phone', '08:30:01', '09:12:23')],
    ['the ends are six seconds off', WATCH, run('phone', '08:12:23', '08:58:47')],
    ['the shift is half an hour more', WATCH, run('phone', '08:42:23', '09:28:41')],
    ['the shift is longer than clocks can be apart', WATCH, run('phone', '21:12:23', '21:58:41')],
    ['the sport is another', WATCH, run('phone', '08:12:23', '08:58:41', { sport: 'yoga' })],
    ['the sport of one is not known', WATCH, run('phone', '08:12:23', '08:58:41', { sport: 'other' })],
  ])('are two where %s', (_why, watch, phone) => {
    expect(matchWorkouts(watch, phone)).toBeNull();
    expect(matchWorkouts(phone, watch)).toBeNull();
  });
});

describe('a total that both have', () => {
  const moved = (more: Partial<WorkoutInput>) => ({
    ...WATCH,
    id: 'phone',
    sourceId: 'phone',
    startMs: WATCH.startMs + 2 * HOUR_MS,
    endMs: WATCH.endMs + 2 * HOUR_MS,
    ...more,
  });

  it.each([
    ['agrees', 8100, 'shifted'],
    ['is a quarter off', 6000, null],
    ['contradicts', 3000, null],
  ])('decides over a shifted copy: one that %s', (_how, value, match) => {
    expect(matchWorkouts({ ...WATCH, ...meters(8000) }, moved(meters(value)))).toBe(match);
  });
});
