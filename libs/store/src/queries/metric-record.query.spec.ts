import { metricOf, recordIdOf, type MetricId } from '@tributary/contracts';
import type { Recording } from '../records/recording.js';
import { recordsOfMetric } from './metric-record.query.js';

const AT_MS = Date.parse('2026-02-10T08:00:00Z');

const event = (type: MetricId, value: string | null): Recording =>
  ({
    type,
    record: {
      id: recordIdOf('healthkit', `${type}-${String(value)}`),
      version: { modifiedMs: null },
      startMs: AT_MS,
      content: { kind: 'event', type, value },
    },
  }) as unknown as Recording;

const valuesOf = (type: MetricId, values: readonly (string | null)[]) =>
  recordsOfMetric(
    metricOf(type),
    [],
    values.map((value) => event(type, value)),
    AT_MS,
    AT_MS + 3_600_000,
  ).map((record) => 'value' in record && record.value);

describe('events as records of a metric', () => {
  it('are worth one each', () => {
    expect(valuesOf('handwashing', [null, 'present'])).toEqual([1, 1]);
  });

  it('are worth nothing where their value is not what the metric counts: hours stood, doses taken', () => {
    expect(valuesOf('stand_hour', ['stood', 'idle'])).toEqual([1, 0]);
    expect(valuesOf('medication_dose', ['taken', 'skipped', 'snoozed'])).toEqual([1, 0, 0]);
  });

  it('of another type are not among them', () => {
    expect(recordsOfMetric(metricOf('handwashing'), [], [event('stand_hour', 'stood')], AT_MS, AT_MS + 1)).toEqual([]);
  });
});
