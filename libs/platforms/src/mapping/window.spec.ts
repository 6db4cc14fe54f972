import type { Platform } from '@tributary/contracts';
import { createNormalizer } from '../normalizer.js';

const open = (platform: Platform) =>
  createNormalizer({ platform, receivedMs: Date.parse('2026-10-26T18:00:00Z'), deviceTimeZone: 'Europe/Berlin' });

/** What becomes of a record: `ok`, or code and path. */
function fate(platform: Platform, raw: unknown): string {
  const result = open(platform).record(raw, 0);
  return result.ok ? 'ok' : `${result.problem.code} ${result.problem.path}`;
}

const steps = (startTime: string, endTime: string, fields: object = {}) =>
  fate('health_connect', { recordType: 'Steps', startTime, endTime, count: 10, metadata: { id: 'a' }, ...fields });
const amount = (startDate: string, endDate: string, metadata: object = {}) =>
  fate('healthkit', {
    quantityType: 'HKQuantityTypeIdentifierStepCount',
    uuid: 'a',
    startDate,
    endDate,
    quantity: 10,
    unit: 'count',
    metadata,
  });
const offsets = (start: string, end: string) => ({ startZoneOffset: start, endZoneOffset: end });

describe('the longest window of an amount', () => {
  it('is 24 hours, and not a second more', () => {
    expect(steps('2026-10-20T00:00:00Z', '2026-10-21T00:00:00Z')).toBe('ok');
    expect(steps('2026-10-20T00:00:00Z', '2026-10-21T00:00:01Z')).toBe('time_window_invalid records[0].endTime');
    expect(amount('2026-10-20T00:00:00Z', '2026-10-21T00:00:00Z')).toBe('ok');
    expect(amount('2026-10-20T00:00:00Z', '2026-10-21T00:00:01Z')).toBe('time_window_invalid records[0].endDate');
  });

  // Berlin's clocks went back at 2026-10-25T01:00Z: that local day began at 22:00Z and ended at 23:00Z.
  it('is 25 hours where the record itself says that clocks went back', () => {
    const [from, to] = ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'];
    expect(steps(from, to, offsets('+02:00', '+01:00'))).toBe('ok');
    expect(steps(from, to, offsets('+02:00', '+02:00'))).toBe('time_window_invalid records[0].endTime');
    expect(steps(from, to)).toBe('time_window_invalid records[0].endTime');
    expect(amount(from, to, { HKTimeZone: 'Europe/Berlin' })).toBe('ok');
    expect(amount(from, to, { HKTimeZone: 'Asia/Kolkata' })).toBe('time_window_invalid records[0].endDate');
  });

  it('does not grow with a flight', () => {
    const flown = offsets('+09:00', '-08:00');
    expect(steps('2026-10-20T00:00:00Z', '2026-10-21T01:00:00Z', flown)).toBe('ok');
    expect(steps('2026-10-20T00:00:00Z', '2026-10-21T01:00:01Z', flown)).toBe('time_window_invalid records[0].endTime');
  });
});

describe('the longest window of a reading', () => {
  const burden = (endDate: string) =>
    fate('healthkit', {
      quantityType: 'HKQuantityTypeIdentifierAtrialFibrillationBurden',
      startDate: '2026-09-01T00:00:00Z',
      endDate,
      quantity: 0.02,
      unit: '%',
    });

  it('is a month: a week of a burden passes, a century does not', () => {
    expect(burden('2026-09-08T00:00:00Z')).toBe('ok');
    expect(burden('2026-10-02T00:00:00Z')).toBe('ok');
    expect(burden('2026-10-02T00:00:01Z')).toBe('time_window_invalid records[0].endDate');
  });
});

describe('the longest window of a night', () => {
  it('does not grow when clocks go back', () => {
    const night = { recordType: 'SleepSession', startTime: '2026-10-24T00:00:00Z', endTime: '2026-10-26T00:00:01Z' };
    expect(fate('health_connect', { ...night, ...offsets('+02:00', '+01:00'), metadata: { id: 'a' } })).toBe(
      'time_window_invalid records[0].endTime',
    );
  });
});
