import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackEnvFile, temporaryDataDir } from '../../infra/local-stack/paths.mjs';
import { parseStackEnv } from '../../infra/local-stack/stack-env.mjs';
import { onNode24 } from '../../infra/run/ensure-toolchain.mjs';
import { makeTenant, sendPerson } from './person.mjs';
import { fetchSchemathesis, runSchemathesis } from './schemathesis.mjs';

const USAGE = `Usage: npm run fuzz -- [--fetch | options of "schemathesis run", such as -n 100 --seed 7]
  --fetch  fetches schemathesis with pip, and no more
Against what "npm start" runs, or GATEWAY_URL, QUERY_URL and TRIBUTARY_API_KEY (a key with all scopes).`;

/**
 * All checks of schemathesis but one: that whatever fits a schema is accepted. No schema can say that a cursor was made
 * by us, that a metric is in the catalog, or that the end of a window is after its start.
 */
const CHECKS = `
[checks.positive_data_acceptance]
enabled = false
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "413", "415", "429", "431"]
`;

await onNode24(import.meta.url);
if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
if (process.argv.includes('--fetch')) process.exit(await fetched());
const operator = readTarget();
const folder = temporaryDataDir('fuzz');
try {
  process.exitCode = (await fuzz()) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns {Promise<boolean>} whether nothing was found; ends at the first run that finds something */
async function fuzz() {
  const packages = await fetchSchemathesis();
  const tenant = await makeTenant(operator);
  const known = await sendPerson(tenant, `fuzz-${Date.now()}`);
  const { query, gateway } = operator;
  const runs = [
    ['reads of a person with data', query, known, bearer(tenant)],
    ['reads of anything', query, {}, bearer(tenant)],
    ['reads without a token', query, {}, []],
    ['calls of the gateway', gateway, {}, bearer(tenant)],
    ['calls of an operator', gateway, {}, [...bearer(operator), '--include-path', '/v1/tenants']],
    ['calls of the gateway without a token', gateway, {}, []],
  ];
  for (const [title, url, parameters, options] of runs) {
    console.log(`\n== ${title}`);
    const file = join(folder, 'schemathesis.toml');
    writeFileSync(file, config(parameters));
    const run = ['--config-file', file, 'run', `${url}/openapi.json`, '--no-color', '--warnings', 'off', ...options];
    if (!(await runSchemathesis(packages, folder, [...run, ...process.argv.slice(2)]))) return false;
  }
  return true;
}

/** @returns {Promise<number>} exit code */
function fetched() {
  return fetchSchemathesis().then(
    () => 0,
    () => 1,
  );
}

function bearer({ key }) {
  return ['-H', `Authorization: Bearer ${key}`];
}

/** @param {Record<string, string>} parameters */
function config(parameters) {
  const rows = Object.entries(parameters).map(([name, value]) => `"${name}" = ${JSON.stringify(value)}`);
  return `${CHECKS}[parameters]\n${rows.join('\n')}\n`;
}

function readTarget() {
  const running = existsSync(stackEnvFile) ? parseStackEnv(readFileSync(stackEnvFile, 'utf8')) : {};
  const { GATEWAY_URL: gateway, QUERY_URL: query, TRIBUTARY_API_KEY: key } = { ...running, ...process.env };
  if (gateway && query && key) return { gateway, query, key };
  console.error(USAGE);
  process.exit(2);
}
