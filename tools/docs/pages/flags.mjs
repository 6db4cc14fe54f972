import { code, page, table } from '../markdown.mjs';

/** @param {typeof import('@tributary/contracts')} contracts */
export const flagsPage = ({ FLAGS }) =>
  page('Flags', [
    'Marks in `flags` of a served sample, event, workout or night: something to know before trusting it.',
    table(
      ['flag', 'set when'],
      FLAGS.map(({ id, rule }) => [code(id), rule]),
    ),
  ]);
