import { Check } from 'typebox/value';
import { EVENT_KINDS, type ProductEvent } from '../product-event.js';
import { COMPONENTS } from './components.js';
import { PRODUCT_EVENT_SCHEMAS, type PublishedEventKind } from './product-events.js';

/** The compiler asks for a field that an event gains. */
const FIELDS: Readonly<Record<keyof ProductEvent, 'always' | 'entities'>> = {
  id: 'always',
  type: 'always',
  schemaVersion: 'always',
  op: 'always',
  origin: 'always',
  tenant: 'always',
  userId: 'always',
  entityId: 'entities',
  version: 'entities',
  sequence: 'always',
  time: 'always',
  batchIds: 'always',
  dataOmitted: 'entities',
  data: 'always',
};
const kinds = Object.keys(PRODUCT_EVENT_SCHEMAS) as PublishedEventKind[];
const OPTIONAL: ReadonlySet<string> = new Set(['dataOmitted']);
const WITHOUT_ENTITY: readonly PublishedEventKind[] = ['samples', 'user'];

const facts = {
  id: 'demo.u1.7',
  schemaVersion: 1,
  origin: 'live',
  tenant: 'demo',
  userId: 'u1',
  sequence: 7,
  time: '2026-03-29T06:15:00.000Z',
  batchIds: ['b1'],
};
const sample = {
  id: 'hk-1',
  metric: 'steps',
  start: '2026-03-29T06:00:00.000Z',
  end: '2026-03-29T06:15:00.000Z',
  zoneOffsetMinutes: 120,
  value: 250,
  unit: '{steps}',
  sourceId: 'src-0123456789abcdef',
  recordingMethod: 'automatic',
  flags: [],
  version: 1,
  raw: { type: 'HKQuantityTypeIdentifierStepCount', id: '1', value: 250, unit: 'count' },
};
const samples = (changes: readonly object[]) => ({
  ...facts,
  type: 'samples.updated',
  op: 'updated',
  data: { metric: 'steps', unit: '{steps}', sourceId: 'src-0123456789abcdef', changes },
});
const deleted = { ...facts, type: 'workout.deleted', op: 'deleted', entityId: 'w1', version: 2, data: null };

describe('the schemas of the product events', () => {
  it('are there for every kind, and for an erasure', () => {
    expect(kinds.sort()).toEqual([...Object.keys(EVENT_KINDS), 'user'].sort());
  });

  it.each(kinds)('have every field of an event: %s', (kind) => {
    const expected = Object.entries(FIELDS).filter(([, who]) => who === 'always' || !WITHOUT_ENTITY.includes(kind));
    const { properties, required } = PRODUCT_EVENT_SCHEMAS[kind];
    expect(Object.keys(properties).sort()).toEqual(expected.map(([name]) => name).sort());
    const asked = Object.keys(properties).filter((name) => !OPTIONAL.has(name));
    expect([...required].sort()).toEqual(asked.sort());
  });

  it.each<[string, PublishedEventKind, object, boolean]>([
    [
      'created and deleted samples',
      'samples',
      samples([
        { op: 'created', sample },
        { op: 'deleted', sample: { id: 'hk-2' } },
      ]),
      true,
    ],
    [
      'more than 500 changes',
      'samples',
      samples(Array.from({ length: 501 }, () => ({ op: 'created', sample }))),
      false,
    ],
    [
      'a sample whose value is text',
      'samples',
      samples([{ op: 'created', sample: { ...sample, value: '250' } }]),
      false,
    ],
    ['a deleted workout', 'workout', deleted, true],
    ['a workout event of another kind', 'sleep', deleted, false],
    ['an operation that does not exist', 'workout', { ...deleted, op: 'moved' }, false],
    ['a workout without an entity', 'workout', { ...deleted, entityId: undefined }, false],
    ['an erased person', 'user', { ...facts, type: 'user.erased', op: 'deleted', data: null }, true],
    ['a field that nobody knows yet', 'workout', { ...deleted, more: 1 }, true],
  ])('judge %s', (_title, kind, event, isValid) => {
    expect(Check(PRODUCT_EVENT_SCHEMAS[kind], event)).toBe(isValid);
  });

  it('have names in the documents', () => {
    expect(Object.keys(COMPONENTS)).toEqual(expect.arrayContaining(['Sample', 'Workout', 'WorkoutEvent', 'Problem']));
  });
});
