import { userKey } from '@tributary/contracts';
import { createZoneTimeline } from '@tributary/resolution';
import type { StoredSource, UserData } from '@tributary/store';
import { datesWithData } from './rule-difference.js';

/** A person with data from one instant to another. */
const dataOf = (from: string, to: string): UserData => {
  const source = { firstMs: Date.parse(from), lastMs: Date.parse(to) } as StoredSource;
  return { sources: { all: () => Promise.resolve(new Map([['src-1', source]])) } } as unknown as UserData;
};

const dateIn = (zone: string, instant: string, dayStart: number): string =>
  createZoneTimeline({ entries: [], fallbackZone: zone, evidence: [] }).localDate(Date.parse(instant), dayStart);

describe('the dates of which a person may have data', () => {
  it.each([
    // 05:00 UTC is 17:00 of the 9th there, and the day that began at 23:00 is that of the 8th.
    ['Etc/GMT+12', 23 * 60, '2026-03-08', '2026-03-11'],
    ['Etc/GMT+12', 0, '2026-03-09', '2026-03-12'],
    // 20:00 UTC is 10:00 of the next day.
    ['Pacific/Kiritimati', 0, '2026-03-10', '2026-03-13'],
  ])(
    'reach from the first to the last in %s where the day starts at minute %s',
    async (zone, dayStart, first, last) => {
      const [from, to] = ['2026-03-10T05:00:00Z', '2026-03-12T20:00:00Z'];
      expect([dateIn(zone, from, dayStart), dateIn(zone, to, dayStart)]).toEqual([first, last]);
      const dates = await datesWithData(userKey('demo', 'u1'), { data: dataOf(from, to) });
      expect(dates).toEqual(expect.arrayContaining([first, last]));
    },
  );
});
