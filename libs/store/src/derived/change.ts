import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import mongoose from 'mongoose';
import type { EventKind, ProductEvent } from '@tributary/contracts';

/**
 * A product event as it was stored, in the transaction that made it true: collection `changes`, key = the sequence,
 * zero-padded. It is the outbox (what is not yet published is published from here, byte for byte) and the change feed.
 */
export interface StoredChange {
  readonly kind: EventKind;
  readonly body: mongoose.mongo.Binary;
}

export const sequenceKey = (sequence: number): string => String(sequence).padStart(12, '0');

export const packChange = (event: ProductEvent): { change: StoredChange; json: string } => {
  const json = JSON.stringify(event);
  return {
    json,
    change: {
      kind: event.type.slice(0, event.type.indexOf('.')) as EventKind,
      body: new mongoose.mongo.Binary(zstdCompressSync(json)),
    },
  };
};

/** The event exactly as it was or will be published. */
export const unpackChange = (change: StoredChange): string => zstdDecompressSync(change.body.buffer).toString();
