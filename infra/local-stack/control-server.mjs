import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Lets a spec, which runs in another process, stop and start the servers of its stack:
 * `GET /` answers `{kafka, mongodb}`, each a pid or null; `POST /kafka/stop?signal=SIGKILL`, `POST /kafka/start`.
 * @param {import('./start-stack.mjs').Stack} stack
 */
export async function serveControl(stack) {
  const server = createServer((request, response) => {
    answer(stack, request).then(
      (body) => response.end(JSON.stringify(body)),
      (error) => response.writeHead(500).end(error.message),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** @param {import('./start-stack.mjs').Stack} stack @param {import('node:http').IncomingMessage} request */
async function answer(stack, request) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const [, name, action] = pathname.split('/');
  if (request.method === 'POST') {
    const server = { kafka: stack.kafka, mongodb: stack.mongodb }[name];
    if (!server) throw new Error(`${name} is not a process of ours to ${action}`);
    if (action === 'stop') await server.stop(searchParams.get('signal') ?? undefined);
    else await server.start();
  }
  return pids(stack);
}

/** @param {import('./start-stack.mjs').Stack} stack */
export function pids({ kafka, mongodb }) {
  return { kafka: kafka?.pid ?? null, mongodb: mongodb?.pid ?? null };
}
