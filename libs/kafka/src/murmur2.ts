const SEED = 0x9747b28c;
const MIX = 0x5bd1e995;
const SHIFT = 24;

/**
 * The 32-bit murmur2 of Kafka's Java client (`org.apache.kafka.common.utils.Utils.murmur2`), as a signed integer, so
 * that any Java, Python or Go client with the same partitioner finds the same partition.
 */
export function murmur2(data: Uint8Array): number {
  const { length } = data;
  const at = (index: number): number => data[index] ?? 0;
  let hash = SEED ^ length;
  let position = 0;
  for (; position + 4 <= length; position += 4) {
    let word = at(position) | (at(position + 1) << 8) | (at(position + 2) << 16) | (at(position + 3) << 24);
    word = Math.imul(word, MIX);
    word ^= word >>> SHIFT;
    hash = Math.imul(hash, MIX) ^ Math.imul(word, MIX);
  }
  const rest = length - position;
  if (rest === 3) hash ^= at(position + 2) << 16;
  if (rest >= 2) hash ^= at(position + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ at(position), MIX);
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return hash ^ (hash >>> 15);
}

/** The partition of a person: `toPositive(murmur2(utf8(userKey))) % partitions`, as the Java client's default partitioner. */
export const partitionOf = (userKey: string, partitions: number): number =>
  (murmur2(Buffer.from(userKey)) & 0x7fffffff) % partitions;
