import { enumMemberName, mappingsFor, type RecordType } from '@tributary/contracts';
import { isAbsent, isNumber, isScalar, listOf, type JsonObject } from '../reading/json.js';
import { snakeCase } from '../mapping/codes.js';
import { sealEvent } from '../mapping/document.js';
import { createSample } from '../mapping/sample.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { valuePlanOf } from '../mapping/value-plan.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { metricOfType } from './documents.js';
import { readEnum } from './ecg.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthKitMapper } from './mapper.js';
import { attributesOf, metadataOf } from './metadata.js';

const RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.unlimited, ahead: 'never', endRequired: false };

/** Names of a list of ints, in order of the ints; unknown ones stay as sent, with a warning. */
function readNames(raw: JsonObject, key: string, enumName: string, scope: RecordScope): (string | number)[] {
  const ints = listOf(raw[key]).filter(isNumber);
  return ints
    .sort((a, b) => a - b)
    .map((int) => {
      const name = enumMemberName('healthkit', enumName, int);
      if (name === undefined) scope.warnings.add('code_unknown', key);
      return name === undefined ? int : snakeCase(name);
    });
}

/** A logged mood or emotion: an event, and its valence (−1 to 1) as a value of its own metric. */
export function stateOfMindFamily(type: RecordType): HealthKitMapper {
  const metric = metricOfType(type);
  const mapping = mappingsFor('healthkit', type.id).find(({ sourceField }) => sourceField === 'valence');
  if (mapping?.metric === undefined || mapping.metric === null)
    throw new Error(`${type.id} has no mapping of its valence`);
  const plan = valuePlanOf(mapping, mapping.metric);
  return function mapStateOfMind(raw, scope) {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    const valence = raw['valence'];
    if (isAbsent(valence)) return missing('valence');
    if (typeof valence !== 'number') return wrongKind('valence', 'a number');
    const sent = { value: valence, unit: plan.sourceUnit, valuePath: 'valence', unitPath: 'valence' };
    const sample = createSample(plan, '', header, sent, scope.batch.platform);
    if (sample instanceof Refusal) return sample;
    const kind = readEnum(raw, 'kind', 'StateOfMindKind', scope);
    const feeling = readEnum(raw, 'valenceClassification', 'StateOfMindValenceClassification', scope);
    return sealEvent(header, raw, scope, {
      type: metric,
      value: valence,
      attributes: {
        ...attributesOf(metadataOf(raw), scope),
        ...(isScalar(kind) ? { kind } : {}),
        ...(isScalar(feeling) ? { valence_classification: feeling } : {}),
        labels: readNames(raw, 'labels', 'StateOfMindLabel', scope),
        associations: readNames(raw, 'associations', 'StateOfMindAssociation', scope),
      },
      values: [sample],
    });
  };
}
