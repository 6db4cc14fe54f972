import type { CanonicalRecord } from '@tributary/contracts';
import { isScalar, type JsonObject } from '../reading/json.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { sealEvent } from '../mapping/document.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { Refusal } from '../record-result.js';
import { readHeader, type HeaderRule } from './header.js';
import type { NamedType } from './record-type.js';

const RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.unlimited, ahead: 'end', endRequired: false };

/** A type that no table has: kept raw, with its value if it has a plain one. */
export function mapUnknown(raw: JsonObject, type: NamedType, scope: RecordScope): readonly CanonicalRecord[] | Refusal {
  const header = readHeader(raw, type.name, RULE, scope);
  if (header instanceof Refusal) return header;
  scope.warnings.add('record_type_unknown', type.path);
  const value = raw['quantity'] ?? raw['value'];
  return sealEvent(header, raw, scope, { type: type.name, value: isScalar(value) ? value : null, opaque: true });
}
