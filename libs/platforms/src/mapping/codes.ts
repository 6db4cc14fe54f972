import { isScalar } from '../reading/json.js';

/** A code in canonical words, or as sent where the table does not know it. */
export interface ReadCode {
  readonly value: string | number | boolean | null;
  readonly known: boolean;
}

export type CodeMap = Readonly<Record<string, string>>;

/** An int as a number; some clients write it as text. Other text stays text. */
export const codeOf = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;

const MAX_NAME_LENGTH = 128;

/** A platform code (int, numeric text, or the name of the code) as the canonical code of the map. */
export function readCode(map: CodeMap, sent: unknown): ReadCode {
  if (!isScalar(sent)) return { value: null, known: false };
  const key = String(codeOf(sent));
  if (Object.hasOwn(map, key)) return { value: map[key] ?? null, known: true };
  const name = typeof sent === 'string' ? snakeCase(sent) : null;
  return name !== null && Object.values(map).includes(name)
    ? { value: name, known: true }
    : { value: sent, known: false };
}

/** `sinusRhythm`, `SINUS_RHYTHM` → `sinus_rhythm`. */
export function snakeCase(name: string): string {
  if (name.length > MAX_NAME_LENGTH) return name;
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
