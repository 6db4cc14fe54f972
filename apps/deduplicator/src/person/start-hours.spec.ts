import { lastHourUpTo, withHour } from './start-hours.js';

const runsOf = (hours: readonly number[]) => hours.reduce<ReturnType<typeof withHour>>(withHour, []);

describe('hours in which records start', () => {
  it('are runs that join where they touch, whatever comes first', () => {
    const expected = [
      [1, 3],
      [5, 6],
      [9, 9],
    ];
    for (const hours of [
      [1, 2, 3, 5, 6, 9, 2],
      [9, 6, 5, 3, 2, 1],
      [1, 3, 9, 5, 2, 6, 6],
    ])
      expect(runsOf(hours)).toEqual(expected);
  });

  it('tell the last hour up to a limit', () => {
    const runs = runsOf([1, 2, 3, 7]);
    expect([0, 1, 2, 5, 7, 9].map((limit) => lastHourUpTo(runs, limit))).toEqual([null, 1, 2, 3, 7, 7]);
  });

  it('forget what lies 31 days before the newest, and take a limit before that for the last hour', () => {
    for (const hours of [
      [0, 1, 2, 745],
      [745, 2, 0, 1],
    ]) {
      const runs = runsOf(hours);
      expect(runs).toEqual([
        [1, 2],
        [745, 745],
      ]);
      expect([0, 1, 744].map((limit) => lastHourUpTo(runs, limit))).toEqual([0, 1, 2]);
    }
    expect(lastHourUpTo([], 1)).toBeNull();
  });
});
