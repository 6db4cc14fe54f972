import { code, page, section, table } from '../markdown.mjs';

const STAGES = [
  ['request', 'Refused requests', 'The call is refused with problem details; nothing of it is stored.'],
  [
    'record',
    'Quarantined records',
    'The record is kept and can be replayed; its neighbours pass. The code stands in the receipt.',
  ],
  ['warning', 'Warnings', 'The record is stored all the same. The code stands in the receipt.'],
];

/** @param {typeof import('@tributary/contracts')} contracts */
export function failuresPage({ FAILURES }) {
  const sections = STAGES.map(([stage, title, meaning]) => {
    const rows = FAILURES.filter((failure) => failure.stage === stage);
    const hasStatus = rows.some(({ httpStatus }) => httpStatus !== null);
    return section(title, [
      meaning,
      table(
        ['code', ...(hasStatus ? ['status'] : []), 'meaning'],
        rows.map((row) => [code(row.code), ...(hasStatus ? [row.httpStatus] : []), row.meaning]),
      ),
    ]);
  });
  return page('Failure codes', [
    'Everything that can be wrong with a request or a record. No code beside these is ever answered, and no answer repeats a value that was sent.',
    ...sections,
  ]);
}
