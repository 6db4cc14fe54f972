import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { RequestFailure } from './request-failure.js';

export interface BodyLimits {
  /** Largest body as received, bytes. */
  readonly receivedBytes: number;
  /** Largest body after inflating, bytes. */
  readonly inflatedBytes: number;
}

export type BodyEncoding = 'identity' | 'gzip' | 'zstd';

export interface RequestBody {
  /** The bytes as they came. */
  readonly received: Buffer;
  readonly encoding: BodyEncoding;
  readonly inflated: Buffer;
}

const MEDIA_TYPE = /^application\/json\s*(;|$)/i;
const OTHER_CHARSET = /;\s*charset\s*=\s*(?!"?utf-?8"?\s*(;|$))/i;
/** An over-long body is read on, unkept, up to this multiple, so that its sender gets to read the answer. */
const DISCARD_FACTOR = 4;

type Inflate = (received: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>;
const INFLATE: Readonly<Record<BodyEncoding, Inflate | null>> = {
  identity: null,
  gzip: promisify(gunzip),
  zstd: promisify(zstdDecompress),
};
/** Fewer trips to the thread pool than with zlib's 16 KiB. */
const CHUNK_BYTES = 128 * 1024;

const tooLarge = (limit: number, headers: Readonly<Record<string, string>> = {}) =>
  new RequestFailure('batch_too_large', {
    headers,
    errors: [{ path: '', code: 'batch_too_large', detail: `must be at most ${String(limit)} bytes` }],
  });

/**
 * Refuses at once a body that says that it is too long; its sender gets the answer before the body is through.
 * @throws RequestFailure `batch_too_large`
 */
export function checkDeclaredLength(request: FastifyRequest, { receivedBytes }: BodyLimits): void {
  if (Number(request.headers['content-length'] ?? 0) > receivedBytes) throw tooLarge(receivedBytes);
}

function encodingOf(request: FastifyRequest): BodyEncoding {
  const name = (request.headers['content-encoding'] ?? '').trim().toLowerCase() || 'identity';
  if (!Object.hasOwn(INFLATE, name)) {
    throw new RequestFailure('unsupported_encoding', { headers: { 'accept-encoding': 'gzip, zstd, identity' } });
  }
  return name as BodyEncoding;
}

function checkMediaType(request: FastifyRequest): void {
  const type = (request.headers['content-type'] ?? '').trim();
  if (!MEDIA_TYPE.test(type) || OTHER_CHARSET.test(type)) throw new RequestFailure('unsupported_media_type');
}

/** All bytes of the stream. @throws RequestFailure `batch_too_large`, `body_unreadable` when the sender goes away. */
function collect(stream: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > limit * DISCARD_FACTOR) reject(tooLarge(limit, { connection: 'close' }));
    });
    stream.once('end', () => {
      if (size > limit) reject(tooLarge(limit));
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size));
    });
    stream.once('error', (error) => {
      reject(new RequestFailure('body_unreadable', { cause: error }));
    });
    stream.once('close', () => {
      // Every stream closes; an error is made only where it tells something, since its stack costs as much as a hash.
      if (!stream.readableEnded) reject(new RequestFailure('body_unreadable'));
    });
  });
}

const isOverLimit = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

async function inflate(received: Buffer, encoding: BodyEncoding, limit: number): Promise<Buffer> {
  const inflater = INFLATE[encoding];
  if (!inflater) {
    if (received.length > limit) throw tooLarge(limit);
    return received;
  }
  try {
    return await inflater(received, { maxOutputLength: limit, chunkSize: CHUNK_BYTES });
  } catch (error) {
    if (isOverLimit(error)) throw tooLarge(limit);
    throw new RequestFailure('body_unreadable', { cause: error });
  }
}

/**
 * Reads a JSON body that the server left unread, within limits before and after inflating.
 * @throws RequestFailure `unsupported_media_type`, `unsupported_encoding`, `batch_too_large`, `body_unreadable`
 */
export async function readBody(request: FastifyRequest, limits: BodyLimits): Promise<RequestBody> {
  checkMediaType(request);
  const encoding = encodingOf(request);
  checkDeclaredLength(request, limits);
  const received = await collect(request.raw, limits.receivedBytes);
  if (received.length === 0) throw new RequestFailure('body_unreadable');
  const inflated = await inflate(received, encoding, limits.inflatedBytes);
  // A zstd frame that is cut off inflates without an error; cut off later, it is no JSON.
  if (inflated.length === 0) throw new RequestFailure('body_unreadable');
  return { received, encoding, inflated };
}
