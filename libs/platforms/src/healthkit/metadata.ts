import {
  enumFor,
  enumMemberName,
  metadataKeyFor,
  normaliseMetadataKey,
  ATTRIBUTES,
  METADATA_KEYS,
  type MetadataKey,
  type SampleAttributes,
} from '@tributary/contracts';
import { boundedAttributes } from '../mapping/attributes.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { codeOf, snakeCase } from '../mapping/codes.js';
import { isAbsent, isObject, isScalar, objectOf, type JsonObject } from '../reading/json.js';

/** Top-level copies of metadata keys that bridges 12.2 to 13.x wrote beside the map: `metadataTimeZone` → `HKTimeZone`. */
const FLAT_COPIES: ReadonlyMap<string, string> = new Map(
  METADATA_KEYS.map(({ key }) => [
    `metadata${key === 'HKUDIDeviceIdentifier' ? 'UdiDeviceIdentifier' : key.slice(2)}`,
    key,
  ]),
);

/** The metadata of a record under short keys, flat copies included; what stands in the map wins. */
export function metadataOf(raw: JsonObject): ReadonlyMap<string, unknown> {
  const metadata = new Map<string, unknown>();
  for (const flat of Object.keys(raw)) {
    const key = FLAT_COPIES.get(flat);
    if (key !== undefined && !isAbsent(raw[flat])) metadata.set(key, raw[flat]);
  }
  const written = objectOf(raw['metadata']);
  for (const [key, value] of Object.entries(written))
    if (!isAbsent(value)) metadata.set(normaliseMetadataKey(key), value);
  for (const [key, value] of Object.entries(written))
    if (normaliseMetadataKey(key) === key && !isAbsent(value)) metadata.set(key, value);
  return metadata;
}

/** Bridges up to 13 write booleans as 1 and 0. */
export const booleanOf = (value: unknown): boolean | null =>
  value === true || value === 1 ? true : value === false || value === 0 ? false : null;

/** Key of a canonical attribute and its codes: `HKIndoorWorkout` → `indoor`. */
const CODED = new Map(
  ATTRIBUTES.flatMap(({ id, type, healthKit }) =>
    healthKit?.field.startsWith('metadata.') === true
      ? [
          [
            healthKit.field.slice('metadata.'.length),
            { id, isBoolean: type === 'boolean', codes: healthKit.map },
          ] as const,
        ]
      : [],
  ),
);

/** Keys that say who and when, not what; the serial number is personal and never kept. */
const NOT_ATTRIBUTES: ReadonlySet<string> = new Set([
  'HKTimeZone',
  'HKWasUserEntered',
  'HKSyncIdentifier',
  'HKSyncVersion',
  'HKExternalUUID',
  'HKDeviceName',
  'HKDeviceManufacturerName',
  'HKDeviceSerialNumber',
  'HKUDIDeviceIdentifier',
  'HKUDIProductionIdentifier',
  'HKDigitalSignature',
]);

/** `HKWeatherTemperature` → `weather_temperature`. */
const attributeName = (key: string): string =>
  key
    .slice(2)
    .replace('METs', 'Mets')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();

/**
 * Facts about an event, a workout or a value: canonical attributes with canonical codes, and every other key that Apple
 * defines (quantities as `{value, unit}`). Keys of apps stay in the raw record. A code that the table does not have
 * stays as sent, with a warning.
 */
export function attributesOf(metadata: ReadonlyMap<string, unknown>, scope: RecordScope): Record<string, unknown> {
  const attributes: [string, unknown][] = [];
  for (const [key, value] of metadata) {
    const row = metadataKeyFor(key);
    if (row === undefined || NOT_ATTRIBUTES.has(row.key)) continue;
    const coded = CODED.get(row.key);
    if (coded !== undefined) attributes.push([coded.id, codedValue(value, coded, `metadata.${row.key}`, scope)]);
    else if (isObject(value))
      attributes.push([attributeName(row.key), { value: value['quantity'] ?? null, unit: value['unit'] ?? null }]);
    else if (isScalar(value)) attributes.push([attributeName(row.key), plainValue(value, row, scope)]);
  }
  return Object.fromEntries(attributes.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Keys of nearly all samples, in both spellings: they say nothing about the value. */
const SILENT: ReadonlySet<string> = new Set(
  [...NOT_ATTRIBUTES].flatMap((key) => [key, `HKMetadataKey${key.slice(2)}`]),
);
const FLAT_PREFIX = 'metadata';

/** Metadata that many samples share: a key and a code. Texts come from clients, so what is remembered is limited. */
const remembered = new Map<string, SampleAttributes | undefined>();
const MAX_REMEMBERED = 1000;
const MAX_REMEMBERED_TEXT = 64;

/** Most samples have no metadata but a zone and a sync key; '' for them. null: nothing that comes again. */
function keyOfMetadata(raw: JsonObject): string | null {
  for (const key in raw) if (key.length > FLAT_PREFIX.length && key.startsWith(FLAT_PREFIX)) return null;
  const metadata = objectOf(raw['metadata']);
  let text = '';
  for (const key in metadata) {
    if (SILENT.has(key)) continue;
    const value = metadata[key];
    if (!isScalar(value)) return null;
    const entry = `${key}=${typeof value}=${String(value)}`;
    // A client's own signs could make one entry read like another.
    if (entry.length > MAX_REMEMBERED_TEXT || entry.includes('\n') || key.includes('=')) return null;
    text += `${entry}\n`;
  }
  return text;
}

/** What the metadata of a sample says about its value; undefined for most of them. */
export function sampleAttributesOf(raw: JsonObject, scope: RecordScope): SampleAttributes | undefined {
  const key = keyOfMetadata(raw);
  if (key === '') return undefined;
  if (key !== null && remembered.has(key)) return remembered.get(key);
  const before = scope.warnings.list().length;
  const attributes = boundedAttributes(attributesOf(metadataOf(raw), scope));
  const hasWarned = scope.warnings.list().length > before;
  if (key !== null && !hasWarned && remembered.size < MAX_REMEMBERED) remembered.set(key, attributes);
  return attributes;
}

/** A truth as such, a code of an enum by its name in lower snake case, all else as sent. */
function plainValue(value: string | number | boolean, row: MetadataKey, scope: RecordScope): unknown {
  if (row.valueKind === 'boolean') return booleanOf(value) ?? value;
  if (row.valueEnum === null || enumFor('healthkit', row.valueEnum) === undefined) return value;
  const code = codeOf(value);
  const name = typeof code === 'number' ? enumMemberName('healthkit', row.valueEnum, code) : undefined;
  if (name === undefined) scope.warnings.add('code_unknown', `metadata.${row.key}`);
  return name === undefined ? value : snakeCase(name);
}

function codedValue(
  value: unknown,
  coded: { isBoolean: boolean; codes: Readonly<Record<string, string>> | null },
  path: string,
  scope: RecordScope,
): unknown {
  const truth = coded.isBoolean || coded.codes?.['true'] !== undefined ? booleanOf(value) : null;
  if (coded.isBoolean && truth !== null) return truth;
  const code = truth === null ? String(isScalar(value) ? value : '') : String(truth);
  if (coded.codes !== null && Object.hasOwn(coded.codes, code)) return coded.codes[code];
  scope.warnings.add('code_unknown', path);
  return value;
}
