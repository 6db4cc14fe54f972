import type { JsonObject } from './json.js';

/** What is stored as a document of its own may not be larger or deeper (BSON stops at 16 MiB and 100 levels). */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
export const MAX_DEPTH = 64;

/** A double in a long array: eight bytes, its kind, and its index as text. */
const NUMBER_BYTES = 17;

type Item = readonly [value: unknown, depth: number];

/**
 * Whether a record fits into a document: bytes of its JSON (about; never less for long texts) and depth. Walks with a
 * stack of its own, because a nesting that `JSON.parse` takes can be too deep for a recursion.
 */
export function weigh(record: JsonObject): 'fits' | 'too_large' | 'too_deep' {
  const stack: Item[] = [[record, 0]];
  let bytes = 0;
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const [value, depth] = item;
    if (depth > MAX_DEPTH) return 'too_deep';
    bytes += weightOf(value);
    if (bytes > MAX_RECORD_BYTES) return 'too_large';
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) for (const child of value) stack.push([child, depth + 1]);
    else for (const [key, child] of Object.entries(value)) stack.push([key, depth], [child, depth + 1]);
  }
  return 'fits';
}

function weightOf(value: unknown): number {
  if (typeof value === 'string')
    return value.length < 256 ? value.length + 3 : Buffer.byteLength(JSON.stringify(value)) + 1;
  return typeof value === 'number' ? NUMBER_BYTES : typeof value === 'object' && value !== null ? 3 : 6;
}
