import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Keeper } from '../local-stack/keeper.mjs';
import { repository, temporaryDataDir } from '../local-stack/paths.mjs';
import { buildAll } from './build.mjs';
import { node24, onNode24, toolEnv } from './ensure-toolchain.mjs';
import { onShutdown } from './shutdown.mjs';
import { countCheck, countTests, total } from './test-counts.mjs';

const PARTS = ['static', 'unit', 'integration', 'e2e'];

await onNode24(import.meta.url);

const [part, ...jestArguments] = process.argv.slice(2);
if (part && !PARTS.includes(part)) {
  console.error(`Unknown: ${part}\nUsage: npm test [-- ${PARTS.join(' | ')} [arguments of Jest]]`);
  process.exit(2);
}

const keeper = new Keeper();
const reports = temporaryDataDir('reports');
keeper.removeAtEnd(reports);
onShutdown(async () => {
  await keeper.close();
  process.exit(130);
});

const results = await (part ? only(part) : everything());
rmSync(reports, { recursive: true, force: true });
await keeper.close();
const sum = total(results);
console.log(`\n${results.map(summary).join('\n')}\n\n${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed === 0 ? 0 : 1);

async function everything() {
  const done = [...(await staticChecks()), await unit()];
  return [...done, ...(await onServers(['integration', 'e2e']))];
}

function only(name) {
  if (name === 'static') return staticChecks();
  return name === 'unit' ? unit().then((result) => [result]) : onServers([name]);
}

async function staticChecks() {
  return [
    await step('format and lint', async () => countCheck(await command('npm', ['run', '--silent', 'lint']))),
    await step('types', async () => countCheck(await command('npm', ['run', '--silent', 'typecheck']))),
  ];
}

function unit() {
  return jest('unit', '--maxWorkers=2');
}

/** Builds first; the end-to-end tests run what is built. @param {string[]} projects */
async function onServers(projects) {
  const build = await step('build', () =>
    buildAll(keeper).then(
      () => countCheck(0),
      () => countCheck(1),
    ),
  );
  const results = [build];
  for (const project of projects) {
    results.push(
      build.failed === 0 ? await jest(project, '--runInBand') : { name: `${project} (not run)`, ...countCheck(1) },
    );
  }
  return results;
}

/** @param {string} project @param {string} workers */
function jest(project, workers) {
  const report = join(reports, `${project}.json`);
  const engine = [
    '--experimental-vm-modules',
    '--no-warnings',
    join(repository, 'node_modules', 'jest', 'bin', 'jest.js'),
  ];
  const options = ['--selectProjects', project, workers, '--passWithNoTests', '--json', `--outputFile=${report}`];
  return step(project, async () =>
    countTests(report, await command(node24(), [...engine, ...options, ...jestArguments])),
  );
}

/** @param {string} name @param {() => Promise<import('./test-counts.mjs').Counts>} work */
async function step(name, work) {
  console.log(`\n── ${name}`);
  const began = performance.now();
  const counts = await work();
  return { name, seconds: (performance.now() - began) / 1_000, ...counts };
}

function command(program, args) {
  return keeper.exitCode(keeper.spawn(program, args, { cwd: repository, env: toolEnv() }));
}

function summary({ name, seconds = 0, passed, failed }) {
  const verdict = failed > 0 ? `${failed} failed` : 'ok';
  return `${name.padEnd(24)}${seconds.toFixed(0).padStart(5)} s   ${verdict}${passed > 0 ? `, ${passed} passed` : ''}`;
}
