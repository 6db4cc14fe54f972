import { METADATA_KEY_ROWS } from './data/metadata-keys.js';

/** A key of the metadata map of a HealthKit sample. */
export interface MetadataKey {
  /** The form used for look-ups: `HK` and the name, without `MetadataKey`. */
  readonly key: string;
  /** The string HealthKit writes, which for some keys keeps `MetadataKey`. */
  readonly rawKey: string;
  readonly constant: string;
  readonly since: string;
  readonly valueKind: 'quantity' | 'enum' | 'number' | 'boolean' | 'string';
  readonly valueEnum: string | null;
  /** Kinds of objects it is meant for. */
  readonly objectTypes: readonly string[];
  /** Types it is meant for; empty: not restricted. */
  readonly identifiers: readonly string[];
  /** It changes what a value means or how far it can be trusted. */
  readonly important: boolean;
  readonly note?: string;
  readonly source: string;
}

export const METADATA_KEYS: readonly MetadataKey[] = METADATA_KEY_ROWS;

const LONG_PREFIX = 'HKMetadataKey';

/** Both forms of a key in one: `HKMetadataKeySyncVersion` → `HKSyncVersion`. Other keys stay as they are. */
export const normaliseMetadataKey = (key: string): string =>
  key.startsWith(LONG_PREFIX) ? `HK${key.slice(LONG_PREFIX.length)}` : key;

const byKey: ReadonlyMap<string, MetadataKey> = new Map(METADATA_KEYS.map((row) => [row.key, row]));

/** The row of a key in either form; undefined: a key of an app, kept as it is. */
export const metadataKeyFor = (key: string): MetadataKey | undefined => byKey.get(normaliseMetadataKey(key));

/** Value of a key (short form, `HKTimeZone`) in a metadata map that may use either form; null counts as absent. */
export function metadataValue(metadata: Readonly<Record<string, unknown>>, key: string): unknown {
  const value = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
  if (value !== undefined && value !== null) return value;
  const long = LONG_PREFIX + key.slice(2);
  return Object.hasOwn(metadata, long) ? (metadata[long] ?? undefined) : undefined;
}
