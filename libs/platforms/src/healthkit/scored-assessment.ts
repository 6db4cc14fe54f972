import { mappingsFor, type RecordType } from '@tributary/contracts';
import { isAbsent, nameOf } from '../reading/json.js';
import { createSample } from '../mapping/sample.js';
import { sealSamples } from '../mapping/seal.js';
import { valuePlanOf } from '../mapping/value-plan.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { metricOfType } from './documents.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthKitMapper } from './mapper.js';
import { sampleAttributesOf } from './metadata.js';

const RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.unlimited, ahead: 'never', endRequired: false };
/** No bridge offers these types yet; the names an app would choose. */
const SCORE_NAMES = ['score', 'value', 'quantity'] as const;

/** A questionnaire: its score is a value. */
export function scoredAssessmentFamily(type: RecordType): HealthKitMapper {
  const metric = metricOfType(type);
  const mapping = mappingsFor('healthkit', type.id).find((row) => row.metric === metric);
  if (mapping === undefined) throw new Error(`${type.id} has no mapping of its score`);
  const plan = valuePlanOf(mapping, metric);
  return function mapScoredAssessment(raw, scope) {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    const path = nameOf(raw, SCORE_NAMES);
    const score = raw[path];
    if (isAbsent(score)) return missing(path);
    if (typeof score !== 'number') return wrongKind(path, 'a number');
    const sent = { value: score, unit: plan.sourceUnit, valuePath: path, unitPath: path };
    const sample = createSample(plan, '', header, sent, scope.batch.platform);
    return sample instanceof Refusal ? sample : [sealSamples(header, scope, [sample], sampleAttributesOf(raw, scope))];
  };
}
