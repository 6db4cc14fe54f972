import type { PriorityRule } from '@tributary/contracts';
import { timelineOf } from '@tributary/resolution';
import { rulePeriods } from './rule-periods.js';

const berlin = timelineOf('Europe/Berlin');
const ms = (text: string) => Date.parse(text);
const window = (from: string, to: string) => ({ startMs: ms(from), endMs: ms(to) });
const rule = (metric: string, effectiveFrom: string | null): PriorityRule => ({
  metric,
  effectiveFrom,
  order: [],
  unlisted: 'last',
});
const starts = (user: PriorityRule[], from: string, to: string, dayStartsAtMinutes = 0) =>
  rulePeriods({ user, tenant: [] }, 'steps', window(from, to), { calendar: berlin, dayStartsAtMinutes }).map(
    ({ date, startMs, chosen }) => [
      date,
      new Date(startMs).toISOString(),
      chosen.place === 'builtin' ? 'builtin' : chosen.rule.effectiveFrom,
    ],
  );

describe('rules over a window', () => {
  const [from, to] = ['2026-03-09T23:00:00Z', '2026-03-12T23:00:00Z'];

  it('are one where no rule begins inside', () => {
    expect(starts([], from, to)).toEqual([['2026-03-10', '2026-03-09T23:00:00.000Z', 'builtin']]);
    expect(starts([rule('steps', '2026-03-01'), rule('steps', '2026-03-13')], from, to)).toEqual([
      ['2026-03-10', '2026-03-09T23:00:00.000Z', '2026-03-01'],
    ]);
  });

  it('change at the local midnight of their date', () => {
    expect(starts([rule('steps', '2026-03-11')], from, to)).toEqual([
      ['2026-03-10', '2026-03-09T23:00:00.000Z', 'builtin'],
      ['2026-03-11', '2026-03-10T23:00:00.000Z', '2026-03-11'],
    ]);
  });

  it('go on where one begins that stands behind them or is for another metric', () => {
    const others = [rule('*', '2026-03-12'), rule('weight', '2026-03-12')];
    expect(starts([rule('steps', '2026-03-11'), ...others], from, to).map(([date]) => date)).toEqual([
      '2026-03-10',
      '2026-03-11',
    ]);
  });

  it('change when the day of the person begins', () => {
    expect(starts([rule('steps', '2026-03-11')], from, to, 240)).toEqual([
      ['2026-03-09', '2026-03-09T23:00:00.000Z', 'builtin'],
      ['2026-03-11', '2026-03-11T03:00:00.000Z', '2026-03-11'],
    ]);
  });
});
