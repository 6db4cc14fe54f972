import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import mongoose from 'mongoose';
import type { EventKind } from '@tributary/contracts';

/**
 * A product event as it was stored, in the transaction that made it true: collection `changes`, key = the sequence,
 * zero-padded. It is the outbox (what is not yet published is published from here, byte for byte) and the change feed.
 */
export interface StoredChange {
  readonly kind: EventKind;
  readonly body: mongoose.mongo.Binary;
}

export const sequenceKey = (sequence: number): string => String(sequence).padStart(12, '0');

/** Level 1 takes half the time of the default and, of events, less room: 4,425 instead of 4,558 bytes of 95,880. */
const ZSTD_FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** @param json the event in UTF-8 */
export const packChange = (kind: EventKind, json: Buffer): StoredChange => ({
  kind,
  body: new mongoose.mongo.Binary(zstdCompressSync(json, ZSTD_FAST)),
});

/** The event exactly as it was or will be published. */
export const unpackChange = (change: StoredChange): string => zstdDecompressSync(change.body.buffer).toString();
