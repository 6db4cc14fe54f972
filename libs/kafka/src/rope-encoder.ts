/** The fields of kafkajs' `Encoder` that its write methods use, and the finished pieces that a rope adds. */
interface RopeEncoder {
  /** What is being written, up to `offset`. */
  buf: Buffer;
  offset: number;
  /** What was written before `buf`. */
  pieces?: Buffer[];
  piecesLength?: number;
}

export interface EncoderClass {
  prototype: {
    writeBufferInternal(this: RopeEncoder, buffer: Buffer): void;
    writeBytes(this: RopeEncoder, value: unknown): RopeEncoder;
    writeInt32(this: RopeEncoder, value: number): RopeEncoder;
    writeEncoder(this: RopeEncoder, value: RopeEncoder): RopeEncoder;
    writeEncoderArray(this: RopeEncoder, values: readonly RopeEncoder[]): RopeEncoder;
    size(this: RopeEncoder): number;
  };
}

/** From here on a reference is cheaper than a copy. */
const BY_REFERENCE_BYTES = 4_096;
const SMALL_BUFFER_BYTES = 512;

function append(encoder: RopeEncoder, bytes: Buffer, copy: (this: RopeEncoder, bytes: Buffer) => void): void {
  if (bytes.length < BY_REFERENCE_BYTES) {
    copy.call(encoder, bytes);
    return;
  }
  encoder.pieces ??= [];
  if (encoder.offset > 0) encoder.pieces.push(encoder.buf.subarray(0, encoder.offset));
  encoder.pieces.push(bytes);
  encoder.piecesLength = (encoder.piecesLength ?? 0) + encoder.offset + bytes.length;
  encoder.buf = Buffer.allocUnsafe(SMALL_BUFFER_BYTES);
  encoder.offset = 0;
}

/** All bytes as one buffer; kept, because kafkajs asks twice. */
function flatten(encoder: RopeEncoder): Buffer {
  const tail = encoder.buf.subarray(0, encoder.offset);
  if (encoder.pieces === undefined) return tail;
  if (encoder.pieces.length > 1 || tail.length > 0) {
    const whole = Buffer.concat([...encoder.pieces, tail]);
    encoder.pieces = [whole];
    encoder.piecesLength = whole.length;
    encoder.offset = 0;
  }
  return encoder.pieces[0] ?? tail;
}

/**
 * kafkajs wraps a message in eight layers and copies all of it into a doubled, zero-filled buffer at each. With this its
 * encoder keeps large pieces by reference until somebody asks for the bytes, which happens three times. A piece must not
 * change after it was written; kafkajs never does that.
 */
export function useRopes({ prototype }: EncoderClass): void {
  const copy = prototype.writeBufferInternal;
  const appendEncoder = (target: RopeEncoder, value: RopeEncoder): void => {
    for (const piece of value.pieces ?? []) append(target, piece, copy);
    append(target, value.buf.subarray(0, value.offset), copy);
  };
  prototype.writeBufferInternal = function writeBufferInternal(buffer) {
    append(this, buffer, copy);
  };
  const { writeBytes, writeInt32 } = prototype;
  prototype.writeBytes = function writeRopeBytes(value) {
    // kafkajs' own makes room for all of the bytes first, which then go by reference.
    if (!Buffer.isBuffer(value)) return writeBytes.call(this, value);
    writeInt32.call(this, value.length);
    append(this, value, copy);
    return this;
  };
  prototype.writeEncoder = function writeEncoder(value) {
    appendEncoder(this, value);
    return this;
  };
  prototype.writeEncoderArray = function writeEncoderArray(values) {
    for (const value of values) appendEncoder(this, value);
    return this;
  };
  prototype.size = function size() {
    return (this.piecesLength ?? 0) + this.offset;
  };
  Object.defineProperty(prototype, 'buffer', {
    get(this: RopeEncoder): Buffer {
      return flatten(this);
    },
  });
}
