import { isDate, parseBound, parseLocalBound } from './bound.js';

const instant = (ms: number) => ({ kind: 'instant', ms });

describe('a bound', () => {
  it.each([
    ['2026-03-29', { kind: 'date', date: '2026-03-29' }],
    ['2026-03-29T06:15:00Z', instant(Date.UTC(2026, 2, 29, 6, 15))],
    ['2026-03-29T06:15:00.250Z', instant(Date.UTC(2026, 2, 29, 6, 15, 0, 250))],
    ['2026-03-29T06:15:00.123456Z', instant(Date.UTC(2026, 2, 29, 6, 15, 0, 123))],
    ['2026-03-29T06:15Z', instant(Date.UTC(2026, 2, 29, 6, 15))],
    ['2026-03-29t06:15:00z', instant(Date.UTC(2026, 2, 29, 6, 15))],
    ['2026-03-29T06:15:00+02:00', instant(Date.UTC(2026, 2, 29, 4, 15))],
    ['2026-03-29T06:15:00 02:00', instant(Date.UTC(2026, 2, 29, 4, 15))],
    ['2026-03-29T06:15:00-03:30', instant(Date.UTC(2026, 2, 29, 9, 45))],
    ['9999-12-31T23:59:59Z', instant(Date.UTC(9999, 11, 30, 23, 59, 59, 999))],
    ['9999-12-31', { kind: 'date', date: '9999-12-31' }],
    ['2028-02-29', { kind: 'date', date: '2028-02-29' }],
  ])('%s is understood', (text, expected) => {
    expect(parseBound(text)).toEqual(expected);
  });

  it.each([
    '',
    'now',
    '1772000000000',
    '2026-3-9',
    '2026-13-01',
    '2026-02-29',
    '2026-03-29T06:15:00',
    '2026-02-29T06:15:00Z',
    '2026-03-29T25:00:00Z',
    '2026-03-29T06:15:00+02',
    '2026-03-29 06:15:00Z',
    '2026-03-29T06:15:00Z ',
  ])('%p is refused', (text) => {
    expect(parseBound(text)).toBeNull();
  });
});

describe('a bound on the wall clock', () => {
  it.each([
    ['2026-03-29', { kind: 'date', date: '2026-03-29' }],
    ['2026-03-29T02:30:00', instant(Date.UTC(2026, 2, 29, 2, 30))],
    ['2026-03-29T02:30', instant(Date.UTC(2026, 2, 29, 2, 30))],
  ])('%s is understood', (text, expected) => {
    expect(parseLocalBound(text)).toEqual(expected);
  });

  it.each(['2026-03-29T02:30:00Z', '2026-03-29T02:30:00+01:00', '2026-02-30T02:30:00'])('%s is refused', (text) => {
    expect(parseLocalBound(text)).toBeNull();
  });
});

it('a date is a day of the calendar', () => {
  expect(['2026-12-31', '2026-12-32', '2026-00-10', '20261231'].map(isDate)).toEqual([true, false, false, false]);
});
