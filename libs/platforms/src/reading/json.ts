/** A JSON object as `JSON.parse` gives it. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const NOTHING: JsonObject = {};

/** The object itself, or an empty one for everything else. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : NOTHING);

/** A list for iteration; everything that is not an array is empty. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A finite number; `NaN` for everything else, numeric text included. */
export const numberOf = (value: unknown): number => (isNumber(value) ? value : NaN);

/** `JSON.parse` makes an infinity of `1e999`, which no JSON can hold again. */
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Text with something in it, else null. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Longer than any identifier of a type; it becomes part of keys. */
const MAX_TYPE_NAME = 512;

/** The name of a type: text that is neither empty nor without end. */
export const isTypeName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TYPE_NAME;

/** Missing and `null` are the same thing everywhere. */
export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

export const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || isNumber(value) || typeof value === 'boolean';

/** Value under the first of the names that is present and not null. */
export function firstOf(raw: JsonObject, names: readonly string[]): unknown {
  for (const name of names) {
    const value = raw[name];
    if (!isAbsent(value)) return value;
  }
  return undefined;
}

/** The first of the names that is present and not null; else the first name, which is the one to ask for. */
export const nameOf = (raw: JsonObject, names: readonly [string, ...string[]]): string =>
  names.find((name) => !isAbsent(raw[name])) ?? names[0];
