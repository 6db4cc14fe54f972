import { DAY_MS, HOUR_MS, MINUTE_MS } from './calendar.js';
import { flagAmongOthers } from './nights-among-others.js';
import { sleepEpisodes, type SleepSessionInput } from './sleep-episodes.js';

const FIRST = Date.parse('2026-01-10T00:00:00Z');

interface Night {
  readonly id?: string;
  readonly sourceId?: string;
  readonly rank?: number;
  readonly offsetMinutes?: number;
}

/** Sleep that begins on a day (0 is the 10th) at a UTC hour and lasts some hours, both with fractions. */
const night = (day: number, hour: number, hours: number, more: Night = {}): SleepSessionInput => {
  const startMs = FIRST + day * DAY_MS + hour * HOUR_MS;
  const id = more.id ?? `n${String(day)}`;
  const window = { startMs, endMs: startMs + hours * HOUR_MS };
  const stages = [{ stage: 'light', ...window }];
  return { sourceId: 'watch', rank: 1, modifiedMs: null, offsetMinutes: 0, flags: [], ...more, id, ...window, stages };
};

/** Flags of each night, by its first recording. */
const flagged = (...sessions: SleepSessionInput[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    flagAmongOthers(sleepEpisodes({ sessions, samples: [], localOffsetAt: () => 0 })).map(({ recordings, flags }) => [
      recordings[0]?.id ?? '',
      flags,
    ]),
  );

describe('a night beside the usual ones', () => {
  const usual = [night(0, 23, 7), night(1, 23.2, 7), night(2, 22.9, 7)];

  it('is suspect where start and end are off by the same whole hours', () => {
    expect(flagged(...usual, night(3, 27, 7))).toEqual({
      n0: [],
      n1: [],
      n2: [],
      n3: ['offset_suspect'],
    });
    expect(flagged(...usual, night(3, 21, 7))['n3']).toEqual(['offset_suspect']);
  });

  it.each([
    ['an hour is a late evening', night(3, 24, 7)],
    ['no whole hours', night(3, 25.5, 7)],
    ['another length', night(3, 27, 5)],
    ['too short to tell', night(3, 27, 2.9)],
    ['the same by the clock of another place', night(3, 28, 7, { offsetMinutes: -300 })],
  ])('is not where it is %s', (_, other) => {
    expect(flagged(...usual, other)['n3']).toEqual([]);
  });

  it('is not where fewer than three nights, or not two thirds of them, agree, or they are too far away', () => {
    expect(flagged(night(1, 23, 7), night(2, 23, 7), night(3, 27, 7))['n3']).toEqual([]);
    const restless = [night(1, 23, 7), night(2, 25, 7), night(4, 21, 7), night(5, 23, 7)];
    expect(flagged(...restless, night(3, 27, 7))['n3']).toEqual([]);
    expect(flagged(...usual, night(4, 28, 7))['n4']).toEqual([]);
  });
});

describe('a piece of a night', () => {
  it('lies nearly whole inside a sleep of another source that is at least twice as long', () => {
    const phone = (hours: number) => night(0, 22.5, hours, { id: 'p', sourceId: 'phone', rank: 0 });
    expect(flagged(night(0, 23, 3), phone(6))).toEqual({ n0: ['fragment'] });
    expect(flagged(night(0, 23, 3), phone(5.9))).toEqual({ n0: [] });
    // Only two of its three hours are inside.
    expect(flagged(night(0, 21.5, 3), phone(6))).toEqual({ n0: [] });
  });

  it('has another night of its source less than three hours away; a nap is none', () => {
    const later = (hour: number) => night(0, hour, 4, { id: 'b' });
    expect(flagged(night(0, 22, 3), later(26.5))).toEqual({ n0: ['fragment'], b: ['fragment'] });
    expect(flagged(night(0, 22, 3), later(28))).toEqual({ n0: [], b: [] });
    expect(flagged(night(0, 22, 8), night(0, 32.5, 1.5, { id: 'nap' }))).toEqual({ n0: [], nap: [] });
  });
});

it('a minute less than an hour between two sessions is stitched, an hour is a gap', () => {
  const [first, minutes] = [night(0, 22, 3), (count: number) => 25 + (count * MINUTE_MS) / HOUR_MS];
  expect(flagged(first, night(0, minutes(59), 4, { id: 'b' }))).toEqual({ n0: ['stitched'] });
  expect(flagged(first, night(0, minutes(60), 4, { id: 'b' }))).toEqual({
    n0: ['fragment'],
    b: ['fragment'],
  });
});
