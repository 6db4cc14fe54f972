import { Type, type TSchema } from 'typebox';
import { breakingChanges, contractBreaks, type Direction } from './compatibility.js';
import { publishedContract } from './published-contract.js';

const Before = Type.Object({
  id: Type.String(),
  count: Type.Integer(),
  note: Type.Optional(Type.String({ maxLength: 100 })),
  kind: Type.Union([Type.Literal('a'), Type.Literal('b')]),
  inner: Type.Array(Type.Object({ deep: Type.Union([Type.Number(), Type.Null()]) })),
  byName: Type.Record(Type.String(), Type.Object({ unit: Type.String() })),
  at: Type.String({ format: 'date-time' }),
  page: Type.Integer({ default: 100 }),
});
const { id, count, note, kind, inner, byName, at, page } = Before.properties;

const change = (fields: Record<string, TSchema>): TSchema =>
  Type.Object({ id, count, note, kind, inner, byName, at, page, ...fields });

describe('a change that breaks users of the contract', () => {
  it.each<[string, Direction, TSchema, string]>([
    ['a removed field', 'served', Type.Object({ count, note, kind, inner, byName, at, page }), 'x.id: was removed'],
    ['a removed field', 'accepted', Type.Object({ id, count, kind, inner, byName, at, page }), 'x.note: was removed'],
    ['another type', 'served', change({ id: Type.Number() }), 'x.id: the type was string and is number'],
    ['a wider type', 'served', change({ count: Type.Number() }), 'x.count: the type was integer and is number'],
    [
      'a new null',
      'served',
      change({ id: Type.Union([id, Type.Null()]) }),
      'x.id: the type was string and is null or string',
    ],
    [
      'a field that may be absent now',
      'served',
      change({ id: Type.Optional(Type.String()) }),
      'x.id: is not always there any more',
    ],
    [
      'a narrower type',
      'accepted',
      change({ inner: Type.Array(Type.Object({ deep: Type.Number() })) }),
      'x.inner[].deep: the type was null or number and is number',
    ],
    ['a new required field', 'accepted', change({ more: Type.String() }), 'x.more: is required now'],
    [
      'a field that must be sent now',
      'accepted',
      change({ note: Type.String({ maxLength: 100 }) }),
      'x.note: is required now',
    ],
    [
      'a value that is refused now',
      'accepted',
      change({ kind: Type.Literal('a') }),
      'x.kind: b is not accepted any more',
    ],
    [
      'a closed list of values',
      'accepted',
      change({ id: Type.Literal('a') }),
      'x.id: only some values are accepted now',
    ],
    [
      'a tighter bound',
      'accepted',
      change({ note: Type.Optional(Type.String({ maxLength: 10 })) }),
      'x.note: maxLength is tighter',
    ],
    [
      'a list that takes nothing twice',
      'accepted',
      change({ inner: Type.Array(inner.items, { uniqueItems: true }) }),
      'x.inner: uniqueItems is tighter',
    ],
    [
      'no unknown fields any more',
      'accepted',
      Type.Object(Before.properties, { additionalProperties: false }),
      'x: additionalProperties is tighter',
    ],
    [
      'a format that is asked for',
      'accepted',
      change({ id: Type.String({ format: 'uuid' }) }),
      'x.id: the format was free and is uuid',
    ],
    [
      'a format that is not kept',
      'served',
      change({ at: Type.String({ format: 'date' }) }),
      'x.at: the format was date-time and is date',
    ],
    [
      'another default',
      'accepted',
      change({ page: Type.Integer({ default: 50 }) }),
      'x.page: the default was 100 and is 50',
    ],
    ['a new pattern', 'accepted', change({ id: Type.String({ pattern: '^a' }) }), 'x.id: pattern is tighter'],
    [
      'another type in a map',
      'served',
      change({ byName: Type.Record(Type.String(), Type.Object({ unit: Type.Null() })) }),
      'x.byName.*.unit: the type was string and is null',
    ],
    ['an inner field removed', 'served', change({ inner: Type.Array(Type.Object({})) }), 'x.inner[].deep: was removed'],
  ])('%s, %s', (_title, direction, after, message) => {
    expect(breakingChanges(Before, after, 'x', direction)).toEqual([message]);
  });
});

describe('a change that breaks nobody', () => {
  it.each<[string, Direction, TSchema]>([
    ['nothing changed', 'served', Before],
    ['nothing changed', 'accepted', Before],
    ['a new field', 'served', change({ more: Type.String() })],
    ['a new optional field', 'accepted', change({ more: Type.Optional(Type.String()) })],
    ['a new field with a default', 'accepted', change({ more: Type.String({ default: 'a' }) })],
    ['a value more', 'served', change({ kind: Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Literal('c')]) })],
    ['a value more', 'accepted', change({ kind: Type.String() })],
    ['a narrower type', 'served', change({ inner: Type.Array(Type.Object({ deep: Type.Integer() })) })],
    ['a wider type', 'accepted', change({ count: Type.Number() })],
    ['a field that is always there now', 'served', change({ note: Type.String() })],
    ['a format more', 'served', change({ id: Type.String({ format: 'uuid' }) })],
    ['a format that is not asked for any more', 'accepted', change({ at: Type.String() })],
    ['another default', 'served', change({ page: Type.Integer({ default: 50 }) })],
    ['a field that may be left out now', 'accepted', change({ id: Type.Optional(Type.String()) })],
  ])('%s, %s', (_title, direction, after) => {
    expect(breakingChanges(Before, after, 'x', direction)).toEqual([]);
  });
});

describe('the whole contract', () => {
  const now = publishedContract();

  it('does not break itself', () => {
    expect(contractBreaks(now, now)).toEqual([]);
  });

  it('breaks when someone may not call any more', () => {
    const callers = { ...now.callers, readReceipt: ['a key with read'], refreshDeviceToken: ['a key with admin'] };
    expect(contractBreaks(now, { ...now, callers })).toEqual([
      'readReceipt: no longer for a key with ingest',
      'readReceipt: no longer for a device token with ingest',
      'readReceipt: no longer for a device token with read',
      'refreshDeviceToken: no longer for anyone',
    ]);
    expect(contractBreaks({ ...now, callers }, now)).toEqual([]);
  });

  it('breaks when a call moves, or when what it takes, answers or publishes goes', () => {
    const { readUser, ...calls } = now.calls;
    const { 'acceptBatch body': body, ...accepted } = now.accepted;
    const { 'workout event': event, ...served } = now.served;
    expect([readUser, body, event]).not.toContain(undefined);
    expect(contractBreaks(now, { calls, accepted, served })).toEqual([
      'readUser: GET /v1/users/{id} is gone',
      'acceptBatch body: was removed',
      'workout event: was removed',
    ]);
  });
});
