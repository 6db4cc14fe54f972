/** @param {Record<string, string>} values @returns {string} one `NAME=value` a line */
export function formatStackEnv(values) {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** @param {string} text @returns {Record<string, string>} */
export function parseStackEnv(text) {
  const pairs = text.split('\n').filter((line) => /^[A-Z_]+=/.test(line));
  return Object.fromEntries(pairs.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** Everything is kept in one database; an address that names none gets ours. @param {string} uri */
export function withDatabase(uri, database = 'tributary') {
  const [, hosts, path, query] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?([^?]*)(\?.*)?$/.exec(uri) ?? [];
  if (!hosts || path) return uri;
  return `${hosts}/${database}${query ?? ''}`;
}
