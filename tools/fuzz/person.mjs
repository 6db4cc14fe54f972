import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { repository } from '../../infra/local-stack/paths.mjs';

const EXAMPLES = ['healthkit-batch', 'health-connect-batch'];
const COMPLETED_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 200;

/** @typedef {{ readonly gateway: string, readonly query: string, readonly key: string }} Target */

/** @param {Target} target @param {string} url @param {string} [body] @returns {Promise<any>} */
async function call({ key }, url, body) {
  const authorization = `Bearer ${key}`;
  const sent = body === undefined ? {} : { method: 'POST', body };
  const response = await fetch(url, { ...sent, headers: { authorization, 'content-type': 'application/json' } });
  if (!response.ok) throw new Error(`${response.status} from ${new URL(url).pathname}`);
  return response.json();
}

/** @param {Target} target @param {string} receipt path of a receipt */
async function completed(target, receipt) {
  const deadline = Date.now() + COMPLETED_WITHIN_MS;
  for (;;) {
    const { status } = await call(target, target.gateway + receipt);
    if (status === 'completed') return;
    if (Date.now() > deadline) throw new Error('A batch was not completed in time');
    await pause(ASK_EVERY_MS);
  }
}

/**
 * A tenant of its own: the fuzzer changes rules and erases people.
 * @param {Target} operator @returns {Promise<Target>}
 */
export async function makeTenant(operator) {
  const id = `fuzz-${Date.now()}`;
  const { key } = await call(operator, `${operator.gateway}/v1/tenants`, JSON.stringify({ id, name: id }));
  return { ...operator, key: key.key };
}

/**
 * A person with the data of the examples, so that reads have something to answer.
 * @param {Target} target @param {string} userId
 * @returns {Promise<Record<string, string>>} values of parameters that lead to the data
 */
export async function sendPerson(target, userId) {
  for (const name of EXAMPLES) {
    const body = readFileSync(join(repository, 'apps', 'e2e', 'examples', `${name}.json`), 'utf8');
    const { receipt } = await call(target, `${target.gateway}/v1/users/${userId}/batches`, body);
    await completed(target, receipt);
  }
  const first = async (list) => (await call(target, `${target.query}/v1/users/${userId}/${list}`)).data[0];
  return {
    'path.id': userId,
    'path.workoutId': (await first('workouts?limit=1')).id,
    'path.recordId': (await first('events?limit=1')).id,
    'query.metric': 'steps',
  };
}
