import { sha256, type Interval, type Platform, type RecordId } from '@tributary/contracts';
import mongoose from 'mongoose';

/**
 * What a snapshot said, kept so that a batch which was received before it and is processed after it finds the same:
 * collection `snapshots`, key = `snapshotKey`.
 */
export interface KeptSnapshot extends Interval {
  /** The app it speaks for; null: every app. */
  readonly app: string | null;
  /** Receipt of its batch, epoch milliseconds. */
  readonly receivedMs: number;
  readonly batchId: string;
  /** Sorted 64-bit hashes of the ids it holds. */
  readonly present: mongoose.mongo.Binary;
}

/** Newest snapshots of a record type that are kept, as long as their ids fit: older ones are forgotten. */
export const MOST_SNAPSHOTS = 64;
export const MOST_PRESENT_BYTES = 1024 * 1024;

const HASH_BYTES = 8;

/** First of the keys of one record type; keys of a type ascend by receipt. */
export const snapshotPrefix = (platform: Platform | string, recordType: string): string => `${platform}|${recordType}|`;

/** @param position of the snapshot in its batch */
export const snapshotKey = (
  platform: Platform,
  recordType: string,
  { receivedMs, batchId }: Pick<KeptSnapshot, 'receivedMs' | 'batchId'>,
  position: number,
): string =>
  `${snapshotPrefix(platform, recordType)}${String(receivedMs).padStart(15, '0')}|${batchId}|${String(position)}`;

const hashOf = (id: RecordId): string => sha256(id).slice(0, 2 * HASH_BYTES);

export const encodePresent = (ids: Iterable<RecordId>): mongoose.mongo.Binary =>
  new mongoose.mongo.Binary(Buffer.from([...new Set(Array.from(ids, hashOf))].sort().join(''), 'hex'));

/** Whether a snapshot held a record. A false yes has a chance of 1 in 10^15 for a snapshot of 10,000 records. */
export function isPresent({ present }: KeptSnapshot, id: RecordId): boolean {
  const wanted = Buffer.from(hashOf(id), 'hex');
  const hashes = Buffer.from(present.buffer);
  let [low, high] = [0, hashes.length / HASH_BYTES];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = hashes.compare(wanted, 0, HASH_BYTES, middle * HASH_BYTES, (middle + 1) * HASH_BYTES);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}
