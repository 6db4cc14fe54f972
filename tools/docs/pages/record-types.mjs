import { code, codes, page, section, table } from '../markdown.mjs';

function conversionOf({ factor, offset }) {
  const steps = [];
  if (factor !== null) steps.push(`× ${factor}`);
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
  if (valueFrom === 'duration') return ['length of the record', code(targetUnit)];
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

const NO_CONVERSION = ['', '', ''];

const keptRow = (type) => [
  code(type.id),
  '',
  codes(type.mapped ?? []),
  ...NO_CONVERSION,
  `Kept raw, because: ${type.keptRawBecause}`,
];

/** What is known of the type as a whole, beside its first field. */
const aboutType = ({ members, note }) => [members && `Members: ${codes(members)}.`, note].filter(Boolean).join(' ');

/** A mapping that only says which metric stands for the whole record. */
const isWhole = ({ sourceField, targetKind }) => sourceField === null && targetKind === 'metric';

function rowsOf(type, { mappingsFor }) {
  const mappings = mappingsFor(type.platform, type.id);
  if (type.keptRawBecause !== null) {
    return [keptRow(type), ...mappings.filter((one) => !isWhole(one)).map((mapping) => mappingRow('', mapping))];
  }
  return mappings.map((mapping, index) => {
    const row = mappingRow(index === 0 ? code(type.id) : '', mapping);
    const about = index === 0 ? aboutType(type) : '';
    return [
      ...row.slice(0, -1),
      [row.at(-1), about === mapping.note ? '' : about].filter((text) => text !== '').join(' '),
    ];
  });
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
    'A conversion is `served = sent × factor + offset` for the unit sent first; other units are converted by [the table of units](units.md). A field without one has codes, or goes as it is.',
    ...Object.entries(contracts.PLATFORMS).map(([platform, { title }]) => platformSection(platform, title, contracts)),
  ]);
