import { BATCH_ID_PATTERN, isPlatform, type RawBatch } from '@tributary/contracts';
import { isAbsent, isObject, type JsonObject } from '../reading/json.js';
import { ianaNameOf } from '../reading/zone.js';

/** A field of an envelope that is not as it must be. */
export interface EnvelopeError {
  readonly path: string;
  readonly detail: string;
}

export type DecodedEnvelope =
  | { readonly ok: true; readonly batch: RawBatch }
  | {
      readonly ok: false;
      readonly code: 'envelope_invalid' | 'platform_unknown';
      readonly errors: readonly EnvelopeError[];
    };

type Check = (value: unknown, path: string) => readonly EnvelopeError[];

const NONE: readonly EnvelopeError[] = [];
const must =
  (isRight: (value: unknown) => boolean, wanted: string): Check =>
  (value, path) =>
    isRight(value) ? NONE : [{ path, detail: `Must be ${wanted}.` }];

const text = must((value) => typeof value === 'string', 'text');
const array = must((value) => Array.isArray(value), 'an array');

/** Every field that is there as its check wants; `required` ones must be there. Unknown fields are ignored. */
const object =
  (checks: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value, path) => {
    if (!isObject(value)) return [{ path, detail: 'Must be an object.' }];
    return Object.entries(checks).flatMap(([key, check]) => {
      const at = path === '' ? key : `${path}.${key}`;
      if (!isAbsent(value[key])) return check(value[key], at);
      return required.includes(key) ? [{ path: at, detail: 'Is required.' }] : NONE;
    });
  };

const listOf =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value) ? value.flatMap((item: unknown, at) => check(item, `${path}[${at}]`)) : array(value, path);

const textMap: Check = (value, path) =>
  isObject(value) && Object.values(value).every((item) => isAbsent(item) || typeof item === 'string')
    ? NONE
    : [{ path, detail: 'Must be an object of texts.' }];

/** The envelope of api `POST /v1/users/{id}/batches`. What is inside records, deletions and windows is checked later. */
const ENVELOPE = object(
  {
    batchId: must(
      (value) => typeof value === 'string' && BATCH_ID_PATTERN.test(value),
      'an id of 1 to 128 of A-Z a-z 0-9 . _ : ~ -',
    ),
    platform: text,
    device: object({ id: text, model: text, osVersion: text, appVersion: text, timeZone: text }),
    sync: object({
      mode: must((value) => value === 'live' || value === 'backfill', '"live" or "backfill"'),
      sequence: must(
        (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
        'a whole number',
      ),
      anchors: textMap,
    }),
    records: array,
    deletions: array,
    deletionsUnavailable: listOf(text),
    snapshots: listOf(object({ recordType: text, app: text, start: text, end: text }, ['recordType', 'start', 'end'])),
  },
  ['platform', 'records'],
);

const LISTS = ['records', 'deletions', 'deletionsUnavailable', 'snapshots'] as const;
const isEmpty = (body: JsonObject): boolean =>
  LISTS.every((key) => !Array.isArray(body[key]) || body[key].length === 0);

/** A receipt prints what is wrong, not everything that is. */
const MAX_ERRORS = 100;

/**
 * Structural check of a parsed body. Null counts as absent, unknown fields are ignored, and the fields of the batch are
 * those the project knows: the raw bytes keep the rest.
 */
export function decodeEnvelope(body: unknown): DecodedEnvelope {
  const errors = ENVELOPE(body, '').slice(0, MAX_ERRORS);
  if (errors.length > 0 || !isObject(body)) return { ok: false, code: 'envelope_invalid', errors };
  if (!isPlatform(body['platform']))
    return {
      ok: false,
      code: 'platform_unknown',
      errors: [{ path: 'platform', detail: 'Is not in the table of platforms.' }],
    };
  if (isEmpty(body))
    return { ok: false, code: 'envelope_invalid', errors: [{ path: 'records', detail: 'Nothing is in the batch.' }] };
  return { ok: true, batch: withZoneName(known(body) as unknown as RawBatch) };
}

const FIELDS = ['batchId', 'platform', 'device', 'sync', ...LISTS] as const;

const withoutNulls = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => !isAbsent(item)));

/** The known fields that are present; those of `device`, `sync` and its anchors too. */
function known(body: JsonObject): JsonObject {
  const fields = FIELDS.filter((key) => !isAbsent(body[key])).map((key) => {
    const value = body[key];
    return [key, isObject(value) ? withoutNulls(value) : value] as const;
  });
  const { sync, ...others } = Object.fromEntries(fields);
  if (!isObject(sync)) return others;
  return { ...others, sync: isObject(sync['anchors']) ? { ...sync, anchors: withoutNulls(sync['anchors']) } : sync };
}

/** Spelled in another case, the zone would count as another one than that of the batches before. */
function withZoneName(batch: RawBatch): RawBatch {
  const name = batch.device?.timeZone;
  const timeZone = name === undefined ? null : ianaNameOf(name);
  return timeZone === null ? batch : { ...batch, device: { ...batch.device, timeZone } };
}
