import { code, page, section, table } from '../markdown.mjs';

const formula = ({ factor, divisor, offset }) =>
  [
    factor === 1 ? '' : `× ${factor}`,
    divisor === 1 ? '' : `÷ ${divisor}`,
    offset === 0 ? '' : `${offset < 0 ? '−' : '+'} ${Math.abs(offset)}`,
  ]
    .filter((step) => step !== '')
    .join(' ');

/** @param {typeof import('@tributary/contracts')} contracts */
export function unitsPage({ UNIT_CONVERSIONS }) {
  const dimensions = [...new Set(UNIT_CONVERSIONS.map(({ dimension }) => dimension))];
  return page('Units', [
    'How each unit that a platform may send becomes the UCUM unit that is served. The same name can differ by platform: `%` is 0 to 1 in HealthKit and 0 to 100 in Health Connect.',
    ...dimensions.map((dimension) =>
      section(dimension.replaceAll('_', ' '), [
        table(
          ['unit sent', 'by', 'unit served', 'conversion', 'notes'],
          UNIT_CONVERSIONS.filter((row) => row.dimension === dimension).map((row) => [
            code(row.from),
            row.platform.replace('_', ' '),
            code(row.to),
            formula(row),
            row.note ?? '',
          ]),
        ),
      ]),
    ),
  ]);
}
