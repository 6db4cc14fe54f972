import { code, codes, page, section, table } from '../markdown.mjs';

/** `× 100`, `÷ …` never: factors are as the table has them; nothing where the value stays as it is. */
function conversionOf({ factor, offset }) {
  const steps = [];
  if (factor !== null && factor !== 1) steps.push(`× ${factor}`);
  if (offset !== null && offset !== 0) steps.push(`${offset < 0 ? '−' : '+'} ${Math.abs(offset)}`);
  return steps.join(' ');
}

const VALUE_TABLES = {
  sports: '[table of sports](sports.md)',
  sleep_stages: '[table of sleep stages](sleep-stages.md)',
};

const TARGETS = {
  metric: ({ metric, attributes }) =>
    [code(metric), ...Object.entries(attributes ?? {}).map(([name, value]) => code(`${name} = ${value}`))].join(', '),
  attribute: ({ attribute }) => `attribute ${code(attribute)}`,
  text: () => 'text, kept as it is',
  structure: () => 'part of the structure',
};

/** Units: what is sent, other units that are converted too, and what is served. */
function unitsOf({ sourceUnit, otherUnits, targetUnit, valueFrom }) {
  if (valueFrom === 'duration') return [`length of the record`, code(targetUnit)];
  const others = otherUnits.length === 0 ? '' : `; also ${codes(otherUnits)}`;
  return [sourceUnit === null ? '' : `${code(sourceUnit)}${others}`, code(targetUnit)];
}

function valuesOf({ valueMap, valueTable, valueFrom, when, note }) {
  const values = valueMap && Object.entries(valueMap).map(([from, to]) => code(`${from} → ${to}`));
  return [
    when && `Only where ${codes(Object.entries(when).map(([field, value]) => `${field} = ${value}`))}.`,
    valueFrom?.startsWith('metadata.') && `Taken from ${code(valueFrom)}.`,
    values && `Codes: ${values.join(', ')}.`,
    valueTable && `Codes: ${VALUE_TABLES[valueTable]}.`,
    note,
  ]
    .filter(Boolean)
    .join(' ');
}

const HEADER = ['identifier', 'field', 'becomes', 'unit sent', 'unit served', 'conversion', 'codes and notes'];

const mappingRow = (identifier, mapping) => [
  identifier,
  code(mapping.sourceField),
  TARGETS[mapping.targetKind](mapping),
  ...unitsOf(mapping),
  conversionOf(mapping),
  valuesOf(mapping),
];

const keptRow = (type) => [
  code(type.id),
  '',
  `${codes(type.mapped ?? [])}${type.mapped ? ': ' : ''}kept raw`,
  '',
  '',
  '',
  `Kept raw, because: ${type.keptRawBecause}`,
];

function rowsOf(type, { mappingsFor }) {
  const mappings = mappingsFor(type.platform, type.id);
  const rows = mappings.map((mapping, index) => mappingRow(index === 0 ? code(type.id) : '', mapping));
  return type.keptRawBecause === null ? rows : [keptRow(type), ...rows.map((row) => ['', ...row.slice(1)])];
}

const summaryOf = (types) => {
  const kept = types.filter(({ keptRawBecause }) => keptRawBecause !== null).length;
  return `${types.length} types: ${types.length - kept} taken apart into values, ${kept} kept raw with their payload.`;
};

function platformSection(platform, title, contracts) {
  const types = contracts.RECORD_TYPES.filter((type) => type.platform === platform);
  const families = [...new Set(types.map(({ family }) => family))];
  const parts = families.flatMap((family) => [
    `### ${family.replaceAll('_', ' ')}`,
    table(
      HEADER,
      types.filter((type) => type.family === family).flatMap((type) => rowsOf(type, contracts)),
    ),
  ]);
  const common = contracts.commonMappingsFor(platform).map((mapping) => mappingRow('any type', mapping));
  const aliases = types.filter((type) => type.aliases.length > 0).map((type) => [code(type.id), codes(type.aliases)]);
  return section(title, [
    summaryOf(types),
    ...parts,
    '### every type',
    table(HEADER, common),
    '### other names',
    table(['identifier', 'also arrives as'], aliases),
  ]);
}

/** Coverage: what becomes of every type that a platform can send. @param {typeof import('@tributary/contracts')} contracts */
export const recordTypesPage = (contracts) =>
  page('Record types', [
    'Every type identifier of every platform: where each of its fields goes, or why its payload is kept raw. A record of a type that is not here is not refused: it is stored raw, served as an event, and its receipt warns `record_type_unknown`.',
    'A conversion is `served = sent × factor + offset` for the unit sent first; other units are converted by [the table of units](units.md).',
    ...Object.entries(contracts.PLATFORMS).map(([platform, { title }]) => platformSection(platform, title, contracts)),
  ]);
