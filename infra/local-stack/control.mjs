/** For specs: stops and starts the servers of the test stack, on the same ports and data. Works where they are native processes. */

/** Whether this run can stop its servers; a spec that must, asks first and skips. */
export function canControlStack() {
  const { kafka, mongodb } = JSON.parse(process.env.TRIBUTARY_TEST_STACK ?? '{}');
  return Boolean(kafka && mongodb);
}

export const stackPids = () => call('GET', '/');
export const stopKafka = (signal = 'SIGTERM') => call('POST', `/kafka/stop?signal=${signal}`);
export const startKafka = () => call('POST', '/kafka/start');
export const stopMongodb = (signal = 'SIGTERM') => call('POST', `/mongodb/stop?signal=${signal}`);
export const startMongodb = () => call('POST', '/mongodb/start');

/** @param {string} method @param {string} path */
async function call(method, path) {
  const url = process.env.TRIBUTARY_STACK_CONTROL;
  if (!url) throw new Error('No test stack is running: TRIBUTARY_STACK_CONTROL is not set');
  const response = await fetch(url + path, { method });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}
