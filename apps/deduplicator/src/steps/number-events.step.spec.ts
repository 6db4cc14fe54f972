import {
  EVENT_KINDS,
  TOPICS,
  toInstant,
  type EventKind,
  type ProductEvent,
  type SleepView,
} from '@tributary/contracts';
import type { StoredSample } from '@tributary/store';
import { aSampleRecord, aSource } from '@tributary/testing';
import type { EntityChange } from '../person/entity-change.js';
import { PersonWork, type SampleChangeDraft } from '../person/person-work.js';
import { numberEvents } from './number-events.step.js';

const START_MS = Date.parse('2026-03-10T00:00:00Z');
const ZONES = { zoneInForce: () => null };
const NO_PROFILE = { rawType: 'BloodGlucose', timeZone: null, deviceTimeZone: null, flags: [] };

const aWork = () => new PersonWork('demo/u' as PersonWork['user'], 'demo', 'u', [], 'live', START_MS);

function aChange(number: number, attributes: StoredSample['attributes']): SampleChangeDraft {
  const { id, version, startMs, endMs } = aSampleRecord({
    id: `r${number}`,
    start: toInstant(START_MS),
    value: number,
  });
  const sample = { part: '', startMs, endMs, value: number, rawValue: null, rawUnit: null, flags: [] };
  const profile = { ...NO_PROFILE, startOffsetMinutes: 0, endOffsetMinutes: 0, recordingMethod: 'manual' } as const;
  return {
    op: 'created',
    key: { user: aWork().user, metric: 'blood_glucose', sourceId: aSource().id, hour: 0 },
    record: { id, rawId: id, version, revision: 1, startMs, endMs, profile, batchId: 'b', index: 0, samples: [sample] },
    sample: { ...sample, ...(attributes && { attributes }) },
    batchId: 'b',
  };
}

/** A night of so many stages of a second each. */
function aNight(stages: number): EntityChange {
  const view = {
    kind: 'night',
    stages: Array.from({ length: stages }, (_, at) => ({
      stage: 'asleep_unspecified',
      start: toInstant(START_MS + at * 1_000),
      end: toInstant(START_MS + (at + 1) * 1_000),
    })),
  } as unknown as SleepView;
  const after = { u: aWork().user, startMs: START_MS, endMs: START_MS, version: 7, gone: false, view };
  return { kind: 'sleep', op: 'updated', id: 'sleep-a', after };
}

const eventsOf = async (work: PersonWork, entities: readonly EntityChange[]) =>
  (await numberEvents(work, entities, ZONES)).events.map(({ json }) => ({
    bytes: json.length,
    event: JSON.parse(json.toString()) as ProductEvent,
  }));

const largestOf = (kind: EventKind): number =>
  Object.values(TOPICS).find(({ name }) => name === EVENT_KINDS[kind].topic)?.maxMessageBytes ?? 0;

const idsOf = (event: ProductEvent): string[] =>
  (event as ProductEvent<'samples'>).data.changes.map(({ sample }) => sample.id);

describe('changes to samples', () => {
  it('are told in events that their topic takes, whatever stands beside the values', async () => {
    const work = aWork();
    // As long as a mapping lets them be; a control character is six bytes in JSON.
    const texts = Array.from({ length: 32 }, (_, at) => [`${at}`.padStart(256, '\u0001'), '\u0001'.repeat(256)]);
    const attributes = Object.fromEntries(texts) as Record<string, string>;
    for (let number = 0; number < 600; number++) work.sampleChanges.push(aChange(number, attributes));
    const events = await eventsOf(work, []);
    expect(events.every(({ bytes }) => bytes < largestOf('samples'))).toBe(true);
    expect(events.map(({ event }) => event.sequence)).toEqual(events.map((_, at) => at + 1));
    expect(events.flatMap(({ event }) => idsOf(event))).toEqual(work.sampleChanges.map(({ record }) => record.id));
  });

  it('are 500 an event where that is less', async () => {
    const work = aWork();
    for (let number = 0; number < 1_100; number++) work.sampleChanges.push(aChange(number, undefined));
    expect((await eventsOf(work, [])).map(({ event }) => idsOf(event).length)).toEqual([500, 500, 100]);
  });
});

describe('a night', () => {
  it('is told with every stage a session can have', async () => {
    const [night] = await eventsOf(aWork(), [aNight(20_000)]);
    expect(night).toMatchObject({ event: { op: 'updated', data: { kind: 'night' } } });
    expect(night!.event.dataOmitted).toBeUndefined();
  });

  it('is told without its data where its topic would refuse it', async () => {
    const [night, next] = await eventsOf(aWork(), [aNight(30_000), aNight(1)]);
    expect(night!.event).toMatchObject({ sequence: 1, entityId: 'sleep-a', version: 7, op: 'updated' });
    expect(night!.event).toMatchObject({ data: null, dataOmitted: 'too_large' });
    expect(next!.event).toMatchObject({ sequence: 2, data: { kind: 'night' } });
  });
});
