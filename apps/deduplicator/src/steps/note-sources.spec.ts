import { userKey, type CanonicalRecord } from '@tributary/contracts';
import { aRun, aSampleRecord, aSource } from '@tributary/testing';
import { PersonWork } from '../person/person-work.js';
import { noteSources } from './note-sources.js';

const START = '2026-03-10T08:00:00Z';

/** When a source is seen last, of one record that ends at an instant. */
function lastSeen(end: string, content?: CanonicalRecord['content']): string {
  const work = new PersonWork(userKey('demo', 'u1'), 'demo', 'u1', [], 'live', 0);
  const record = aSampleRecord({ id: 'a', start: START, end, value: 1, overrides: content ? { content } : {} });
  noteSources(work, aRun({ records: [record] }));
  return new Date(work.source(aSource().id)?.lastMs ?? 0).toISOString();
}

describe('a source', () => {
  it('is seen last at the end of its newest record', () => {
    expect(lastSeen('2026-03-10T08:30:00Z')).toBe('2026-03-10T08:30:00.000Z');
  });

  it('is seen no longer than a week with an event without end, since each day until then would be resolved', () => {
    const content = { kind: 'event', type: 'contraceptive', value: 'implant', rawValue: 2, attributes: {} } as const;
    expect(lastSeen('9999-12-31T23:59:59Z', content)).toBe('2026-03-17T08:00:00.000Z');
  });
});
