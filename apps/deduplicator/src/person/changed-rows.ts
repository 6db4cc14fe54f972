import { isTimePart, type SourceId } from '@tributary/contracts';
import type { SampleRows } from '@tributary/store';
import type { SampleChangeDraft } from './person-work.js';

/** Changes of one metric and source as what writes samples takes them. */
export function changedRows(changes: readonly SampleChangeDraft[]): SampleRows {
  const at = (row: number): SampleChangeDraft => {
    const change = changes[row];
    if (change === undefined) throw new RangeError('There is no such row');
    return change;
  };
  const columns = {
    startMs: new Float64Array(changes.length),
    endMs: new Float64Array(changes.length),
    value: new Float64Array(changes.length),
  };
  changes.forEach(({ sample }, row) => {
    columns.startMs[row] = sample.startMs;
    columns.endMs[row] = sample.endMs;
    columns.value[row] = sample.value;
  });
  return {
    sourceId: changes[0]?.key.sourceId ?? ('' as SourceId),
    ...columns,
    recordOf: (row) => at(row).record,
    part: (row) => at(row).sample.part,
    isTimePart: (row) => isTimePart(at(row).sample.part, at(row).sample.startMs),
    rawValue: (row) => at(row).sample.rawValue,
    rawUnit: (row) => at(row).sample.rawUnit,
    flags: (row) => at(row).sample.flags,
    attributes: (row) => at(row).sample.attributes,
  };
}
