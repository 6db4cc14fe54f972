import { enumFor, type RecordType } from '@tributary/contracts';
import { isAbsent, isNumber, isScalar, type JsonObject } from '../reading/json.js';
import { codeOf, snakeCase } from '../mapping/codes.js';
import { sealEvent } from '../mapping/document.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal } from '../record-result.js';
import { metricOfType } from './documents.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthKitMapper } from './mapper.js';
import { attributesOf, metadataOf } from './metadata.js';

const RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.day, ahead: 'never', endRequired: false };

/** A name of an enum in lower snake case; ints of native clients too. Unknown ones stay as sent, with a warning. */
export function readEnum(
  raw: JsonObject,
  key: string,
  enumName: string,
  scope: RecordScope,
): string | number | boolean | null {
  const sent = codeOf(raw[key]);
  if (!isScalar(sent)) return null;
  const member = enumFor('healthkit', enumName)?.members.find(({ value, name }) => value === sent || name === sent);
  if (member !== undefined) return snakeCase(member.name);
  scope.warnings.add('code_unknown', key);
  return sent;
}

/** Numbers of the record under the names of the API; absent ones are left out. */
export const numbersOf = (raw: JsonObject, names: Readonly<Record<string, string>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([key, attribute]) => {
      const value = raw[key];
      return isNumber(value) ? [[attribute, value] as const] : [];
    }),
  );

const NUMBERS = {
  averageHeartRateBpm: 'average_heart_rate',
  samplingFrequencyHz: 'sampling_frequency_hz',
  numberOfVoltageMeasurements: 'voltage_measurements',
} as const;

/** An electrocardiogram: the classification is its value, the strip stays in the raw record. */
export function ecgFamily(type: RecordType): HealthKitMapper {
  const metric = metricOfType(type);
  return function mapEcg(raw, scope) {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    const sent = raw['classification'];
    if (isAbsent(sent)) return missing('classification');
    const symptoms = readEnum(raw, 'symptomsStatus', 'ElectrocardiogramSymptomsStatus', scope);
    return sealEvent(header, raw, scope, {
      type: metric,
      value: readEnum(raw, 'classification', 'ElectrocardiogramClassification', scope),
      rawValue: isScalar(sent) ? sent : null,
      attributes: {
        ...attributesOf(metadataOf(raw), scope),
        ...numbersOf(raw, NUMBERS),
        ...(symptoms === null ? {} : { symptoms_status: symptoms }),
      },
      opaque: true,
    });
  };
}
