import type { CanonicalContent, CanonicalRecord, CanonicalSample, RecordId } from '@tributary/contracts';
import { listOf, type JsonObject } from '../reading/json.js';
import { weigh } from '../reading/weight.js';
import { Refusal } from '../record-result.js';
import type { RecordScope } from './batch-scope.js';
import { sealDocument, type Header } from './seal.js';

type Scalar = string | number | boolean | null;

/** What an event says, before it is sealed. */
export interface EventDraft {
  /** Metric id, or the raw identifier where the tables have none. */
  readonly type: string;
  readonly value?: Scalar;
  readonly rawValue?: Scalar;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** The payload is kept, not taken apart. */
  readonly opaque?: boolean;
  /** Identity of a fact that has none on the platform. */
  readonly id?: RecordId;
  readonly values?: readonly CanonicalSample[];
}

/** A record that is stored raw must fit: refuses one that is too large or nested too deep. */
export function checkWeight(raw: JsonObject): Refusal | null {
  const weight = weigh(raw);
  if (weight === 'too_large') return new Refusal('record_too_large', '', 'More than 8 MiB of JSON.');
  return weight === 'too_deep' ? new Refusal('record_too_large', '', 'Nested more than 64 levels deep.') : null;
}

/** So many stages of a night fit into an event of its topic; at one every 30 seconds they are a week. */
export const MAX_PIECES = 20_000;

/** Refuses a session with too many stages, segments, laps or events: each takes more room mapped than as sent. */
export function checkPieces(raw: JsonObject, keys: readonly string[]): Refusal | null {
  const path = keys.find((key) => listOf(raw[key]).length > MAX_PIECES);
  return path === undefined ? null : new Refusal('record_too_large', path, `More than ${MAX_PIECES} pieces.`);
}

/** An event, with the raw record beside it. */
export function sealEvent(
  header: Header,
  raw: JsonObject,
  scope: RecordScope,
  draft: EventDraft,
): CanonicalRecord[] | Refusal {
  const content = {
    kind: 'event',
    type: draft.type,
    value: draft.value ?? null,
    rawValue: (draft.rawValue === undefined ? draft.value : draft.rawValue) ?? null,
    attributes: draft.attributes ?? {},
  } as const satisfies CanonicalContent;
  return (
    checkWeight(raw) ??
    sealDocument(header, scope, {
      content,
      raw,
      ...(draft.opaque === undefined ? {} : { opaque: draft.opaque }),
      ...(draft.id === undefined ? {} : { id: draft.id }),
      ...(draft.values === undefined ? {} : { values: draft.values }),
    })
  );
}
