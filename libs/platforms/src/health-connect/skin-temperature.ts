import type { CanonicalSample, RecordType } from '@tributary/contracts';
import { isAbsent } from '../reading/json.js';
import { createSample } from '../mapping/sample.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { sealSamples } from '../mapping/seal.js';
import type { ValuePlan } from '../mapping/value-plan.js';
import { Refusal } from '../record-result.js';
import { attributePlanOf, sampleAttributesOf } from './attributes.js';
import { readOwnField, valueFieldOf, valueRowsOf } from './fields.js';
import { readHeader } from './header.js';
import type { HealthConnectMapper } from './mapper.js';
import { readSeries, seriesPlanOf, SERIES_RULE } from './series.js';

/** A baseline and differences from it: three metrics, the absolute one only where there is a baseline to add. */
export function skinTemperatureMapper(type: RecordType): HealthConnectMapper {
  const deltas = seriesPlanOf(type.id);
  const fieldOf = (source: string): ReturnType<typeof valueFieldOf> => {
    const row = valueRowsOf(type.id).find(({ sourceField }) => sourceField === source);
    if (row === undefined) throw new Error(`${type.id} has no mapping of ${source}`);
    return valueFieldOf(row, source);
  };
  const baseline = fieldOf('baseline');
  const plan = attributePlanOf(type.id);
  const { plan: absolute } = fieldOf('deltas[].delta + baseline');
  return function mapSkinTemperature(raw, scope) {
    const header = readHeader(raw, type.id, SERIES_RULE, scope);
    if (header instanceof Refusal) return header;
    const samples = readSeries(raw, deltas, header, scope);
    if (samples instanceof Refusal) return samples;
    const attributes = sampleAttributesOf(raw, plan, scope);
    if (isAbsent(raw[baseline.field])) return [sealSamples(header, scope, samples, attributes)];
    const base = readOwnField(raw, baseline, baseline.plan.metric, { ...header, endMs: header.startMs }, scope);
    if (base instanceof Refusal) return base;
    const values = [...samples, base, ...addBaseline(samples, base, absolute, scope)];
    return [sealSamples(header, scope, values, attributes)];
  };
}

function addBaseline(
  deltas: readonly CanonicalSample[],
  base: CanonicalSample,
  plan: ValuePlan,
  scope: RecordScope,
): CanonicalSample[] {
  return deltas.flatMap((delta) => {
    const sent = { value: base.value + delta.value, unit: plan.unit, valuePath: 'baseline', unitPath: 'baseline' };
    const sample = createSample(plan, `${plan.metric}-${delta.part}`, delta, sent, scope.batch.platform);
    return sample instanceof Refusal ? [] : [sample];
  });
}
