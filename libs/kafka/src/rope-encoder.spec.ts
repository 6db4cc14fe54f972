import { createRequire } from 'node:module';
import fc from 'fast-check';
import { useRopes, type EncoderClass } from './rope-encoder.js';

interface Encoder {
  writeInt32(value: number): Encoder;
  writeString(value: string): Encoder;
  writeBytes(value: Buffer | string): Encoder;
  writeVarIntBytes(value: Buffer | string): Encoder;
  writeEncoder(value: Encoder): Encoder;
  writeEncoderArray(values: Encoder[]): Encoder;
  size(): number;
  readonly buffer: Buffer;
}
type NewEncoder = new () => Encoder;

const Copying = createRequire(import.meta.url)('kafkajs/src/protocol/encoder') as NewEncoder;
class Roped extends Copying {}
useRopes(Roped as unknown as EncoderClass);

/** One write; `nested` ones are written into encoders of their own first. */
type Write =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'text'; readonly length: number }
  | { readonly kind: 'bytes'; readonly length: number }
  | { readonly kind: 'varBytes'; readonly length: number }
  | { readonly kind: 'read' }
  | { readonly kind: 'encoder'; readonly nested: readonly Write[] }
  | { readonly kind: 'encoders'; readonly nested: readonly Write[] };

const filled = (length: number): Buffer => Buffer.alloc(length, length % 251);
/** Around the size from which pieces are kept by reference, and around the first sizes of buffers. */
const aLength = fc.oneof(
  fc.integer({ min: 0, max: 600 }),
  fc.integer({ min: 4_090, max: 4_100 }),
  fc.integer({ min: 0, max: 20_000 }),
);
const { tree } = fc.letrec<{ tree: Write; leaf: Write }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ kind: fc.constant('int' as const), value: fc.integer() }),
    fc.record({ kind: fc.constantFrom('text' as const, 'bytes' as const, 'varBytes' as const), length: aLength }),
    fc.constant({ kind: 'read' as const }),
  ),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.record({
      kind: fc.constantFrom('encoder' as const, 'encoders' as const),
      nested: fc.array(tie('tree'), { maxLength: 4 }),
    }),
  ),
}));

function apply(encoder: Encoder, writes: readonly Write[], create: () => Encoder): Encoder {
  for (const write of writes) {
    if (write.kind === 'int') encoder.writeInt32(write.value);
    else if (write.kind === 'text') encoder.writeString('é'.repeat(write.length / 2));
    else if (write.kind === 'bytes') encoder.writeBytes(filled(write.length));
    else if (write.kind === 'varBytes') encoder.writeVarIntBytes(filled(write.length));
    else if (write.kind === 'read') expect(encoder.buffer).toHaveLength(encoder.size());
    else if (write.kind === 'encoders')
      encoder.writeEncoderArray(write.nested.map((nested) => apply(create(), [nested], create)));
    else encoder.writeEncoder(apply(create(), write.nested, create));
  }
  return encoder;
}

describe('the rope encoder', () => {
  it('writes the same bytes as the copying one, whatever is nested in what', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 8 }), (writes) => {
        const expected = apply(new Copying(), writes, () => new Copying());
        const roped = apply(new Roped(), writes, () => new Roped());
        expect(roped.size()).toBe(expected.size());
        expect(roped.buffer.equals(expected.buffer)).toBe(true);
        expect(roped.buffer.equals(expected.buffer)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a large piece by reference until the bytes are asked for', () => {
    const piece = filled(100_000);
    const inner = new Roped().writeInt32(1).writeBytes(piece);
    const outer = new Roped().writeInt32(2).writeEncoder(inner).writeInt32(3);
    expect(outer.size()).toBe(4 + 4 + 4 + 100_000 + 4);
    expect(outer.buffer.subarray(12, 100_012).equals(piece)).toBe(true);
    expect(outer.buffer.readInt32BE(100_012)).toBe(3);
  });
});
