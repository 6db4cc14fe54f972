/** BSON ends a name at a null byte, and its writers take an object with this name for one of their own types. */
const isStorableName = (name: string): boolean => name !== '_bsontype' && !name.includes('\0');

function isStorable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  return Object.entries(value).every(([name, inner]) => isStorableName(name) && isStorable(inner));
}

function strip(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(strip);
  const kept = Object.entries(value).filter(([name]) => isStorableName(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, strip(inner)]));
}

/**
 * The value without the fields that no document can hold; the value itself where it has none. A field that is left out
 * stays in the bytes of its batch. Recursive: only for what was weighed before.
 */
export const storable = <T>(value: T): T => (isStorable(value) ? value : (strip(value) as T));
