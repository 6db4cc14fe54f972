import { code, codes, page, section, table } from '../markdown.mjs';

const range = (from, to) => (from === null && to === null ? '' : `${from ?? '−∞'} … ${to ?? '∞'}`);

const soft = ({ softMin, softMax, softScope }) =>
  softScope === null ? '' : `${range(softMin, softMax)}${softScope === 'day' ? ' a day' : ''}`;

const rowOf = (metric) => [
  code(metric.id),
  code(metric.unit) || metric.valueType,
  metric.kind,
  metric.aggregation.join(', '),
  metric.resolution === 'none' ? '' : metric.resolution.replace('_', ' '),
  metric.summary ?? '',
  range(metric.hardMin, metric.hardMax),
  soft(metric),
  metric.loinc ?? '',
  [metric.note, metric.values && `Values: ${codes(metric.values)}.`].filter(Boolean).join(' '),
];

/** @param {typeof import('@tributary/contracts')} contracts */
export function metricsPage({ METRICS }) {
  const groups = [...new Set(METRICS.map(({ group }) => group))];
  return page('Metrics', [
    'Units are UCUM; where there is none, the kind of value stands in its place. Outside the hard bounds a value is quarantined, outside the soft ones it is flagged `out_of_soft_bounds`; bounds are inclusive.',
    '**Resolved** says how several sources become one value: `sweep` cuts the time line at every boundary and takes the best source of each piece, `pooled` adds all sources unless a rule names the metric, `best source` takes one source per bucket. **Daily** is what a daily summary serves.',
    ...groups.map((group) =>
      section(group.replaceAll('_', ' '), [
        table(
          [
            'metric',
            'unit',
            'kind',
            'aggregations',
            'resolved',
            'daily',
            'hard bounds',
            'soft bounds',
            'LOINC',
            'notes',
          ],
          METRICS.filter((metric) => metric.group === group).map(rowOf),
        ),
      ]),
    ),
  ]);
}
