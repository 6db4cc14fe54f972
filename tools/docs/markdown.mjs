/** A cell must not end its row, nor be read as HTML. @param {unknown} value */
const escape = (value) =>
  String(value ?? '')
    .replaceAll('|', String.raw`\|`)
    .replaceAll('<', '&lt;')
    .replaceAll(/\s*\n\s*/g, ' ');

/** As code, unless there is nothing to show. @param {unknown} value */
export const code = (value) => (value === null || value === undefined || value === '' ? '' : `\`${String(value)}\``);

/** @param {readonly unknown[]} values */
export const codes = (values) => values.map(code).join(', ');

/** @param {boolean | null} value */
export const yesNo = (value) => (value === null ? 'unknown' : value ? 'yes' : 'no');

/** Text in code spans is shown as it is, so only what stands outside of them is escaped. @param {unknown} value */
const cell = (value) =>
  String(value ?? '')
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 0 ? escape(part) : part.replaceAll('|', String.raw`\|`)))
    .join('');

/** @param {readonly string[]} header @param {readonly (readonly unknown[])[]} rows */
export const table = (header, rows) =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** @param {string} title @param {readonly string[]} parts paragraphs and tables */
export const page = (title, parts) => `${[`# ${title}`, ...parts].join('\n\n')}\n`;

/** @param {string} title @param {readonly string[]} parts */
export const section = (title, parts) => [`## ${title}`, ...parts].join('\n\n');
