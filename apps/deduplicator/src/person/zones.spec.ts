import { aRun, aSampleRecord } from '@tributary/testing';
import { PersonWork } from './person-work.js';
import { learnZones } from './zones.js';

const HOUR_MS = 3_600_000;

/** Hours whose offset a record tells, as instants. */
function told(start: string, end: string): string[] {
  const record = {
    ...aSampleRecord({ id: 'a', start, end, value: 1 }),
    startOffsetMinutes: 120,
    endOffsetMinutes: 120,
  };
  const runs = [aRun({ batch: { receivedMs: Date.parse('2026-10-20T18:00:00Z') }, records: [record] })];
  const work = new PersonWork('demo/u' as PersonWork['user'], 'demo', 'u', runs, 'live', 0);
  return learnZones(work).toldHours.map((hour) => new Date(hour * HOUR_MS).toISOString());
}

describe('the hours whose offset a record tells', () => {
  it('are that of its start and that of its end', () => {
    expect(told('2026-10-20T05:10:00Z', '2026-10-20T07:10:00Z')).toEqual([
      '2026-10-20T05:00:00.000Z',
      '2026-10-20T07:00:00.000Z',
    ]);
  });

  it('are never in the future, where an event may end and a plan lie', () => {
    expect(told('2026-10-20T05:00:00Z', '9999-12-31T23:59:59Z')).toEqual(['2026-10-20T05:00:00.000Z']);
    expect(told('2026-10-22T05:00:00Z', '2026-10-22T06:00:00Z')).toEqual([]);
  });
});
