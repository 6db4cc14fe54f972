import { metricOf, recordIdOf, type RecordType } from '@tributary/contracts';
import { isAbsent, type JsonObject } from '../reading/json.js';
import { parseInstant } from '../reading/instant.js';
import { localDateAt } from '../reading/zone.js';
import { codeOf } from '../mapping/codes.js';
import { sealEvent } from '../mapping/document.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { metricOfType, statedHeader } from './documents.js';
import type { HealthKitMapper } from './mapper.js';

/** A birth date: a plain date, or the full instant that bridges make of local midnight. */
function readDate(value: unknown, scope: RecordScope): string | Refusal {
  if (typeof value !== 'string') return wrongKind('value', 'a date');
  const ms = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value);
  if (Number.isNaN(ms)) return new Refusal('time_invalid', 'value', 'Must be a date or an ISO 8601 instant.');
  return value.length === 10 ? value : localDateAt(scope.batch.deviceTimeZone, ms);
}

function readCodeValue(codes: readonly string[], raw: JsonObject, scope: RecordScope): string | number | Refusal {
  const code = codeOf(raw['value']);
  if (typeof code !== 'number' || !Number.isInteger(code)) return wrongKind('value', 'an integer');
  const known = codes[code];
  if (known === undefined) scope.warnings.add('code_unknown', 'value');
  return known ?? code;
}

/** A fact about the person, which apps wrap as `{recordType, value}`. One per type; the newest statement wins. */
export function characteristicFamily(type: RecordType): HealthKitMapper {
  const metric = metricOfType(type);
  const { valueType, values } = metricOf(metric);
  return function mapCharacteristic(raw, scope) {
    const sent = raw['value'];
    if (isAbsent(sent)) return missing('value');
    const value = valueType === 'date' ? readDate(sent, scope) : readCodeValue(values ?? [], raw, scope);
    if (value instanceof Refusal) return value;
    return sealEvent(statedHeader(raw, type.id, scope), raw, scope, {
      type: metric,
      value,
      rawValue: typeof sent === 'number' || typeof sent === 'string' ? sent : null,
      id: recordIdOf('healthkit', type.id),
    });
  };
}
