import { startIdiomaticNest } from '../idiomatic-nest.mjs';
import { MIXES, prepareLoad, requireAccepted } from '../load.mjs';

const TARGET = 250_000;
const TARGET_RATIO = 8;
/** Batches of each run; the rival gets few, it is slow. */
const BATCHES = { ours: { health_connect: 1_000, healthkit: 1_000 }, rival: { health_connect: 20, healthkit: 100 } };
const USERS = 20;

/** Accepted samples per second, ours and the rival's one after the other, with nothing else running. @param {import('../lab.mjs').Lab} lab */
export async function gatewayRow(lab) {
  const rows = [];
  for (const platform of MIXES) {
    const ours = await lab.withServices(['ingest-gateway'], (services) =>
      measure(lab, platform, 'ours', `${services['ingest-gateway'].url}/v1/users/{id}/batches`),
    );
    const rival = await startIdiomaticNest(lab);
    const theirs = await measure(lab, platform, 'rival', `${rival.url}/users/{id}/${platform}`).finally(rival.stop);
    rows.push({
      row: 'gateway',
      mix: platform,
      what: 'samples accepted per second, acks=all',
      value: Math.round(ours.samplesPerSecond),
      target: `≥ ${TARGET.toLocaleString('en')} and ≥ ${TARGET_RATIO} × the rival`,
      ratio: ours.samplesPerSecond / theirs.samplesPerSecond,
      details: { ours, rival: theirs },
    });
  }
  return rows;
}

async function measure(lab, platform, who, url) {
  const size = (batches) => ({ users: USERS, batchesPerUser: Math.max(1, Math.round(batches / USERS)) });
  const wish = { url, key: lab.key, platform };
  const warmUp = await prepareLoad({ ...wish, seed: `${who}-${platform}-warm`, ...size(20) });
  requireAccepted(await warmUp.go());
  const load = await prepareLoad({ ...wish, seed: `${who}-${platform}`, ...size(BATCHES[who][platform] * lab.scale) });
  const { ids, ...result } = requireAccepted(await load.go());
  return {
    ...result,
    users: new Set(ids.map(({ userId }) => userId)).size,
    samplesPerSecond: result.samples / result.seconds,
  };
}
