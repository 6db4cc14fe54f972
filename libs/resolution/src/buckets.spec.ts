import { BUCKETS, bucketLimit, bucketsOf, localBucketsOf, parseBucket } from './buckets.js';
import { DAY_MS, HOUR_MS } from './calendar.js';
import { createZoneTimeline, timelineOf } from './zone-timeline.js';

const at = (text: string) => Date.parse(text);
const berlin = timelineOf('Europe/Berlin');
const of = (bucket: string, from: string, to: string, timeline = berlin) =>
  bucketsOf(parseBucket(bucket)!, at(from), at(to), timeline).map(({ startMs, endMs }) => [
    new Date(startMs).toISOString().slice(0, 16),
    new Date(endMs).toISOString().slice(0, 16),
  ]);

describe('buckets', () => {
  it('are only those that are offered', () => {
    expect(BUCKETS).toEqual([
      ...['PT1M', 'PT5M', 'PT10M', 'PT15M', 'PT20M', 'PT30M'],
      ...['PT1H', 'PT2H', 'PT3H', 'PT4H', 'PT6H', 'PT8H', 'PT12H', 'P1D', 'P7D', 'P1M', 'all'],
    ]);
    expect(['PT7M', 'PT60M', 'P2D', 'ALL', ''].map(parseBucket)).toEqual([null, null, null, null, null]);
  });

  it('of a day last from local midnight to local midnight, 23 hours on a spring day', () => {
    expect(of('P1D', '2026-03-27T23:00Z', '2026-03-30T22:00Z')).toEqual([
      ['2026-03-27T23:00', '2026-03-28T23:00'],
      ['2026-03-28T23:00', '2026-03-29T22:00'],
      ['2026-03-29T22:00', '2026-03-30T22:00'],
    ]);
  });

  it('of hours are counted from local midnight and begin anew at the next', () => {
    expect(of('PT12H', '2026-10-24T22:00Z', '2026-10-26T11:00Z')).toEqual([
      ['2026-10-24T22:00', '2026-10-25T10:00'],
      ['2026-10-25T10:00', '2026-10-25T22:00'],
      ['2026-10-25T22:00', '2026-10-25T23:00'],
      ['2026-10-25T23:00', '2026-10-26T11:00'],
    ]);
  });

  it('are cut to the range', () => {
    expect(of('PT1H', '2026-01-10T08:20Z', '2026-01-10T09:10Z')).toEqual([
      ['2026-01-10T08:20', '2026-01-10T09:00'],
      ['2026-01-10T09:00', '2026-01-10T09:10'],
    ]);
  });

  it('of seven days begin at the start of the range, at the same wall-clock time', () => {
    expect(of('P7D', '2026-03-24T23:00Z', '2026-04-03T22:00Z')).toEqual([
      ['2026-03-24T23:00', '2026-03-31T22:00'],
      ['2026-03-31T22:00', '2026-04-03T22:00'],
    ]);
  });

  it('of a month are calendar months', () => {
    expect(of('P1M', '2026-01-15T00:00Z', '2026-04-10T00:00Z')).toEqual([
      ['2026-01-15T00:00', '2026-01-31T23:00'],
      ['2026-01-31T23:00', '2026-02-28T23:00'],
      ['2026-02-28T23:00', '2026-03-31T22:00'],
      ['2026-03-31T22:00', '2026-04-10T00:00'],
    ]);
  });

  it('of the whole range are one, and of an empty range none', () => {
    expect(of('all', '2026-01-01T00:00Z', '2026-02-01T00:00Z')).toHaveLength(1);
    expect(of('P1D', '2026-01-01T00:00Z', '2026-01-01T00:00Z')).toEqual([]);
  });

  it('of wall-clock time know no clock changes', () => {
    const buckets = localBucketsOf(parseBucket('PT6H')!, at('2026-03-29T00:00Z'), at('2026-03-30T00:00Z'));
    expect(buckets.map(({ startMs, endMs }) => endMs - startMs)).toEqual([6, 6, 6, 6].map((hours) => hours * HOUR_MS));
  });

  const flight = createZoneTimeline({
    entries: [
      { fromMs: 0, zone: 'Pacific/Auckland' },
      { fromMs: at('2026-01-10T11:30Z'), zone: 'America/Los_Angeles' },
    ],
    fallbackZone: null,
    evidence: [],
  });

  it.each(BUCKETS.filter((bucket) => bucket !== 'PT1M'))(
    '%s cover the range once, whatever the clocks do',
    (bucket) => {
      for (const timeline of [berlin, flight, timelineOf('America/Havana'), timelineOf('Australia/Lord_Howe')]) {
        const [from, to] = [at('2026-01-08T05:17Z'), at('2026-04-12T01:00Z')];
        const spec = parseBucket(bucket)!;
        const buckets = bucketsOf(spec, from, to, timeline);
        expect([buckets[0]?.startMs, buckets.at(-1)?.endMs]).toEqual([from, to]);
        expect(buckets.slice(1).every(({ startMs }, index) => startMs === buckets[index]?.endMs)).toBe(true);
        expect(buckets.length).toBeLessThanOrEqual(bucketLimit(spec, from, to));
      }
    },
  );

  it('can be counted before they are made', () => {
    expect(bucketLimit({ kind: 'time', minutes: 1 }, 0, 5 * 365 * DAY_MS)).toBeGreaterThan(2_000_000);
    expect(bucketLimit({ kind: 'day' }, 0, 365 * DAY_MS)).toBeLessThan(450);
  });
});
