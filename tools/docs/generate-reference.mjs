import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keeper } from '../../infra/local-stack/keeper.mjs';
import { repository } from '../../infra/local-stack/paths.mjs';
import { buildAll } from '../../infra/run/build.mjs';
import { onNode24 } from '../../infra/run/ensure-toolchain.mjs';
import { driftOf, writeFolder } from './reference-folder.mjs';
import { PUBLISHED, renderReference } from './reference.mjs';

const USAGE = `Usage: npm run docs -- [--check | --accept-breaking]
  --check            writes nothing; fails when a page is out of date
  --accept-breaking  publishes a contract that breaks its users; a release of a new major version only`;
const FOLDER = join(repository, 'docs', 'reference');

await onNode24(import.meta.url);

const [option, ...more] = process.argv.slice(2);
if (more.length > 0 || ![undefined, '--check', '--accept-breaking'].includes(option)) {
  console.error(USAGE);
  process.exit(2);
}

await build();
const sources = await loadSources();
const files = renderReference(sources);
const breaks = option === '--accept-breaking' ? [] : breaksOf(sources.contracts);
if (breaks.length > 0) fail(`The contract breaks who built on it:\n${lines(breaks)}`);
const drift = driftOf(FOLDER, files);
if (option === '--check' && drift.length > 0) fail(`Out of date, run "npm run docs":\n${lines(drift)}`);
if (option !== '--check') writeFolder(FOLDER, files);
console.log(drift.length === 0 ? 'docs/reference is up to date' : `Written to docs/reference:\n${lines(drift)}`);

async function build() {
  const keeper = new Keeper();
  try {
    await buildAll(keeper, join(repository, '.tributary', 'docs-build.log'));
  } catch (error) {
    fail(error.message);
  } finally {
    await keeper.close();
  }
}

/** What is built; a spec renders the same from the sources. */
async function loadSources() {
  const contracts = await import('@tributary/contracts');
  const { describeConfig } = await import('@tributary/observability');
  const { asyncApi, openApiOf, toText } = await import('@tributary/http');
  const configs = {
    'ingest-gateway': (await configOf('ingest-gateway')).GATEWAY_CONFIG,
    'query-api': (await configOf('query-api')).QUERY_CONFIG,
    normalizer: (await configOf('normalizer')).CONFIG,
    deduplicator: (await configOf('deduplicator')).CONFIG,
    'tributary-cli': (await configOf('tributary-cli')).CONFIG,
  };
  return { contracts, describeConfig, asyncApi, openApiOf, toText, configs };
}

function configOf(app) {
  return import(`../../apps/${app}/dist/config.js`);
}

/** Against what was published last, which is what the repository holds. */
function breaksOf({ contractBreaks, publishedContract }) {
  const path = join(FOLDER, PUBLISHED);
  return existsSync(path) ? contractBreaks(JSON.parse(readFileSync(path, 'utf8')), publishedContract()) : [];
}

function lines(list) {
  return list.map((line) => `  ${line}`).join('\n');
}

/** @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}
