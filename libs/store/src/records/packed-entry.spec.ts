import fc from 'fast-check';
import mongoose from 'mongoose';
import type { RecordVersion } from '@tributary/contracts';
import { PACKED_ENTRY } from './packed-entry.js';
import type { RegistryEntry, VersionEntry } from './registry-entry.js';

const { BSON } = mongoose.mongo;
const number = fc.option(fc.nat({ max: 2_000_000_000_000 }));
const version: fc.Arbitrary<RecordVersion> = fc.record({ client: number, modifiedMs: number, hash: fc.string() });
const told = fc.record({ modifiedMs: fc.nat(), batchId: fc.string(), index: fc.nat() });
const seen: fc.Arbitrary<VersionEntry> = fc
  .tuple(version, fc.constantFrom('upsert' as const, 'delete' as const), fc.string(), fc.integer({ min: -1 }))
  .chain(([of, op, batchId, index]) =>
    fc.option(told).map((until) => ({ ...of, op, batchId, index, ...(until && { until }) })),
  );
const entry: fc.Arbitrary<RegistryEntry> = fc
  .record({
    at: fc.array(fc.string(), { maxLength: 2 }),
    version: fc.option(version),
    tombstone: fc.option(fc.record({ deletedMs: fc.nat(), final: fc.boolean() })),
    history: fc.array(seen, { maxLength: 4 }),
    absent: fc.option(version, { nil: undefined }),
    outliving: fc.option(fc.array(fc.record({ version, content: fc.constant(null) }), { minLength: 1, maxLength: 2 }), {
      nil: undefined,
    }),
    toldRoutes: fc.option(fc.array(fc.record({ version, points: fc.constant([]) }), { minLength: 1, maxLength: 2 }), {
      nil: undefined,
    }),
  } satisfies Record<keyof RegistryEntry, unknown>)
  .map(({ absent, outliving, toldRoutes, ...rest }) => ({
    ...rest,
    ...(absent && { absent }),
    ...(outliving && { outliving }),
    ...(toldRoutes && { toldRoutes }),
  }));

describe('a packed registry entry', () => {
  it('comes out of the database as it was put in', () => {
    fc.assert(
      fc.property(entry, (put) => {
        const stored = BSON.deserialize(BSON.serialize(PACKED_ENTRY.pack(put)));
        expect(PACKED_ENTRY.open(stored)).toEqual(put);
      }),
    );
  });

  it('is the same as one that was stored before entries were packed', () => {
    fc.assert(fc.property(entry, (put) => expect(PACKED_ENTRY.open(put)).toEqual(put)));
  });

  it('is two fields with its key where nothing is rare', () => {
    const deleted = { client: null, modifiedMs: 1_000, hash: '', op: 'delete', batchId: 'b', index: 7 } as const;
    const put = { at: [], version: null, tombstone: { deletedMs: 1_000, final: true }, history: [deleted] };
    expect(PACKED_ENTRY.pack(put)).toEqual({ facts: '[[["delete",null,1000,"","b",7]],[1000,true],null,[]]' });
  });
});
