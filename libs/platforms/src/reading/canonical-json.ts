/**
 * JSON with keys in order and without nulls, so that one content has one text however a bridge orders or pads it.
 * Recursive: only for what has passed `weigh`.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value as Record<string, unknown>)
    .filter(([, item]) => item !== undefined && item !== null)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** 2^10 + 1: the splitter of Veltkamp that leaves 43 of the 53 bits. */
const SPLITTER = 1025;

/**
 * Text of a number rounded to 43 bits (about 13 digits): the same quantity sent in another unit differs in the last
 * bits after conversion, and that must not make another version.
 */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const scaled = value * SPLITTER;
  return Number.isFinite(scaled) ? String(scaled - (scaled - value)) : String(value);
}
