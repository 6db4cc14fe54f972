import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inheritedEnv, repository } from './harness/config.js';
import { BOOTSTRAP_KEY, startServices, type Services } from './harness/services.js';

const run = promisify(execFile);
const SCRIPT = join(repository, 'tools', 'fuzz', 'main.mjs');
const WITHIN_MS = 300_000;
const FEW = ['-n', '3', '--seed', '1'];

/** The fuzzer comes from PyPI; a machine without pip or network goes without. */
const isThere = await run(process.execPath, [SCRIPT, '--fetch']).then(
  () => true,
  () => false,
);

(isThere ? describe : describe.skip)('a schema-driven fuzzer', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  it(
    'finds no 5xx, no undocumented answer and no body that breaks its schema, with a token and without',
    async () => {
      const env = {
        ...inheritedEnv(),
        GATEWAY_URL: services.gateway.url,
        QUERY_URL: services.query.url,
        TRIBUTARY_API_KEY: BOOTSTRAP_KEY,
      };
      const { stdout } = await run(process.execPath, [SCRIPT, ...FEW], { env, maxBuffer: 64 * 1024 * 1024 }).catch(
        (error: unknown) => {
          throw new Error(String((error as { readonly stdout: unknown }).stdout));
        },
      );
      expect(stdout.match(/No issues found/g)).toHaveLength(6);
    },
    WITHIN_MS,
  );
});
