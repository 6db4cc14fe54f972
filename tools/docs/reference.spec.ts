import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@tributary/contracts';
import { asyncApi, openApiOf, toText } from '@tributary/http';
import { describeConfig } from '@tributary/observability';
import { CONFIG as DEDUPLICATOR } from '../../apps/deduplicator/src/config.js';
import { GATEWAY_CONFIG } from '../../apps/ingest-gateway/src/config.js';
import { CONFIG as NORMALIZER } from '../../apps/normalizer/src/config.js';
import { QUERY_CONFIG } from '../../apps/query-api/src/config.js';
import { CONFIG as CLI } from '../../apps/tributary-cli/src/config.js';
import { SCRIPT_VARIABLES } from './pages/config.mjs';
import { driftOf } from './reference-folder.mjs';
import { PUBLISHED, renderReference } from './reference.mjs';

const { contractBreaks, METRICS, publishedContract, RECORD_TYPES } = contracts;

const REPOSITORY = join(import.meta.dirname, '..', '..');
const FOLDER = join(REPOSITORY, 'docs', 'reference');
const SCRIPT_FOLDERS = ['infra/run', 'infra/local-stack', 'tools/bench'];
/** Set by the scripts themselves, or by npm. */
const NOT_FOR_PEOPLE = ['PATH', 'TRIBUTARY_TEST_STACK', 'TRIBUTARY_STACK_CONTROL'];

const files = renderReference({
  contracts,
  describeConfig,
  openApiOf,
  asyncApi,
  toText,
  configs: {
    'ingest-gateway': GATEWAY_CONFIG,
    'query-api': QUERY_CONFIG,
    normalizer: NORMALIZER,
    deduplicator: DEDUPLICATOR,
    'tributary-cli': CLI,
  },
});
const pages = Object.entries(files).filter(([path]) => path.endsWith('.md'));

describe('the reference', () => {
  it('breaks nobody who built on what was published before', () => {
    const published = JSON.parse(readFileSync(join(FOLDER, PUBLISHED), 'utf8')) as ReturnType<typeof publishedContract>;
    expect(contractBreaks(published, publishedContract())).toEqual([]);
  });

  it('is what "npm run docs" writes', () => {
    expect(driftOf(FOLDER, files)).toEqual([]);
  });

  it.each(pages)('has one heading and whole tables in %s', (_path, text) => {
    expect(text.match(/^# /gm)).toHaveLength(1);
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
    for (const block of tables) {
      const columns = block
        .trim()
        .split('\n')
        .map((row) => row.match(/(?<!\\)\|/g)?.length);
      expect(new Set(columns).size).toBe(1);
    }
    expect(text).not.toMatch(/undefined|\[object Object\]|NaN/);
  });

  it('names every metric and every type of every platform, and says why a type is kept raw', () => {
    for (const { id } of METRICS) expect(files['metrics.md']).toContain(`| \`${id}\` |`);
    for (const { id, keptRawBecause } of RECORD_TYPES) {
      expect(files['record-types.md']).toContain(`| \`${id}\` |`);
      if (keptRawBecause !== null) expect(files['record-types.md']).toContain(`Kept raw, because: ${keptRawBecause}`);
    }
  });

  it('names every environment variable that the scripts read', () => {
    const read = SCRIPT_FOLDERS.flatMap((folder) => namesIn(join(REPOSITORY, folder)));
    expect(read.length).toBeGreaterThan(5);
    for (const name of read) expect(files['config.md']).toContain(`| \`${name}\` |`);
    expect(SCRIPT_VARIABLES.map(([name]) => name)).toEqual(expect.arrayContaining(read));
  });
});

function namesIn(folder: string): readonly string[] {
  const text = readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const names = [...text.matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !NOT_FOR_PEOPLE.includes(name));
}
