import fc from 'fast-check';
import { addDays, dayFrame, instantOf, offsetMinutesAt } from './calendar.js';

const BERLIN = [{ from: '2026-01-01', zone: 'Europe/Berlin' }];
const iso = (epochMs: number): string => new Date(epochMs).toISOString();

describe('calendar', () => {
  it('gives the day on which clocks go forward 23 hours and the one on which they go back 25', () => {
    const spring = dayFrame('2026-03-29', BERLIN);
    expect([iso(spring.startMs), iso(spring.endMs), spring.dayLengthSeconds]).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
      23 * 3600,
    ]);
    expect(dayFrame('2026-10-25', BERLIN).dayLengthSeconds).toBe(25 * 3600);
  });

  it('takes the first of a repeated wall-clock time and moves a skipped one on by the gap', () => {
    expect(iso(instantOf('2026-10-25', 150, 'Europe/Berlin'))).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(instantOf('2026-03-29', 150, 'Europe/Berlin'))).toBe('2026-03-29T01:30:00.000Z');
  });

  it('sets the clock at noon on the date of a journey: 30 hours to the west, 18 to the east', () => {
    const plan = [
      ...BERLIN,
      { from: '2026-06-10', zone: 'America/New_York' },
      { from: '2026-06-20', zone: 'Europe/Berlin' },
    ];
    const west = dayFrame('2026-06-10', plan);
    expect([iso(west.startMs), iso(west.endMs), iso(west.switchMs ?? 0)]).toEqual([
      '2026-06-09T22:00:00.000Z',
      '2026-06-11T04:00:00.000Z',
      '2026-06-10T10:00:00.000Z',
    ]);
    const east = dayFrame('2026-06-20', plan);
    expect(east.dayLengthSeconds).toBe(18 * 3600);
    expect(east.at(13 * 60)).toBeNull();
    expect(iso(east.at(18 * 60) ?? 0)).toBe('2026-06-20T16:00:00.000Z');
  });

  it('knows offsets that are no whole hours', () => {
    expect(offsetMinutesAt(Date.parse('2026-01-01T00:00:00Z'), 'Asia/Kathmandu')).toBe(345);
    expect(offsetMinutesAt(Date.parse('2026-01-01T00:00:00Z'), 'America/St_Johns')).toBe(-210);
    expect(offsetMinutesAt(Date.parse('2026-01-01T00:00:00Z'), 'UTC')).toBe(0);
  });

  it('lets each date begin where the one before it ends, through journeys and changes of the clocks', () => {
    const plan = [
      ...BERLIN,
      { from: '2026-03-05', zone: 'America/New_York' },
      { from: '2026-04-02', zone: 'Asia/Tokyo' },
    ];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), (days) => {
        const date = addDays('2026-02-01', days);
        expect(dayFrame(addDays(date, 1), plan).startMs).toBe(dayFrame(date, plan).endMs);
      }),
    );
  });
});
