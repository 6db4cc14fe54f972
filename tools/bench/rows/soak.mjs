import { setTimeout as sleep } from 'node:timers/promises';
import { prepareLoad, requireAccepted } from '../load.mjs';
import { sumOf } from '../prometheus.mjs';

const MILLION = 1_000_000;
const MILLIONS = 9;
const MIB = 1024 * 1024;
const MOST_MIB = 512;
/** A round is prepared while none is sent, so it is small enough for the memory of the load generator. */
const ROUND = { users: 20, batchesPerUser: 16 };
const LOOK_EVERY_MS = 250;
const DRAINED_WITHIN_MS = 300_000;

/** Memory of the normalizer over a backfill of nine million samples: the most of each million, which must not rise. @param {import('../lab.mjs').Lab} lab */
export const soakRow = (lab) =>
  lab.withServices(['ingest-gateway', 'normalizer'], async ({ 'ingest-gateway': gateway, normalizer }) => {
    const total = Math.round(MILLIONS * MILLION * lab.scale);
    const watch = watchMillions(normalizer);
    let sent = 0;
    for (let round = 0; sent < total; round += 1) {
      const load = await prepareLoad({
        url: `${gateway.url}/v1/users/{id}/batches`,
        key: lab.key,
        seed: `soak-${round}`,
        platform: 'health_connect',
        mode: 'backfill',
        ...ROUND,
      });
      sent += requireAccepted(await load.go()).samples;
      console.error(`soak: ${(sent / MILLION).toFixed(1)} million sent, RSS ${watch.last()} MiB`);
    }
    const mib = await watch.until(sent);
    const half = Math.ceil(mib.length / 2);
    const most = Math.max(...mib);
    return [
      {
        row: 'soak',
        mix: 'health_connect',
        what: 'MiB of memory at most, normalizer',
        value: most,
        target: `≤ ${MOST_MIB}, flat`,
        details: {
          samples: sent,
          mibByMillion: mib,
          secondHalfAgainstFirst: Math.max(...mib.slice(half)) / Math.max(...mib.slice(0, half)),
          cpuSeconds: await normalizer.cpuSeconds(),
        },
      },
    ];
  });

/** Looks four times a second at how far the service is and how much memory it has. */
function watchMillions(service) {
  const most = [];
  let samples = 0;
  let mib = 0;
  const look = async () => {
    const text = await service.metrics();
    samples = sumOf(text, 'tributary_samples_total', ['step="mapToCanonical"']);
    mib = Math.round(sumOf(text, 'tributary_process_resident_memory_bytes') / MIB);
    const at = Math.floor(samples / MILLION);
    most[at] = Math.max(most[at] ?? 0, mib);
  };
  const failures = [];
  const timer = setInterval(() => look().catch((error) => failures.push(error)), LOOK_EVERY_MS).unref();
  return {
    last: () => mib,
    /** Ends it when so many samples are done; MiB at most in each million that was seen. */
    async until(wanted) {
      const deadline = Date.now() + DRAINED_WITHIN_MS;
      while (samples < wanted) {
        if (Date.now() > deadline) throw new Error(`The normalizer mapped ${samples} of ${wanted} samples in time`);
        await sleep(LOOK_EVERY_MS);
      }
      clearInterval(timer);
      if (failures.length > 0) throw failures[0];
      return most.filter((value) => value !== undefined);
    },
  };
}
