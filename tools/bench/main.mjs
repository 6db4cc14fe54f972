import { onShutdown } from '../../infra/run/shutdown.mjs';
import { openLab } from './lab.mjs';
import { describeMachine } from './machine.mjs';
import { keepResults, printMachine, printRow } from './report.mjs';
import { deletesRow } from './rows/deletes.mjs';
import { gatewayRow } from './rows/gateway.mjs';
import { latencyRow } from './rows/latency.mjs';
import { layoutsRow } from './rows/layouts.mjs';
import { normalizerRow } from './rows/normalizer.mjs';
import { pipelineRow } from './rows/pipeline.mjs';
import { readsRow } from './rows/reads.mjs';
import { resendRow } from './rows/resend.mjs';
import { soakRow } from './rows/soak.mjs';

/** In this order: what a row leaves in its topics must be no work for the next one. */
const ROWS = {
  latency: latencyRow,
  pipeline: pipelineRow,
  normalizer: normalizerRow,
  gateway: gatewayRow,
  layouts: layoutsRow,
  resend: resendRow,
  deletes: deletesRow,
  reads: readsRow,
  soak: soakRow,
};
/** Takes longer than all others together. */
const ONLY_WHEN_ASKED = new Set(['soak']);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(ROWS, name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(' ')}\nUsage: npm run bench -- [${Object.keys(ROWS).join('|')}] …`);
  process.exit(2);
}

const lab = await openLab();
onShutdown(() => void lab.close().then(() => process.exit(130)));
try {
  const machine = await describeMachine(lab.database);
  printMachine(machine);
  const results = [];
  for (const [name, run] of Object.entries(ROWS)) {
    if (asked.length > 0 ? !asked.includes(name) : ONLY_WHEN_ASKED.has(name)) continue;
    const rows = await run(lab);
    rows.forEach(printRow);
    results.push(...rows);
  }
  console.log(`\nKept in ${keepResults(machine, results)}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await lab.close();
}
