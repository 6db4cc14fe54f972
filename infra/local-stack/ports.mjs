import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the range that outgoing connections draw from: a client that keeps dialling a stopped server could otherwise be
 * given that very port as its own, and the server could not come back.
 */
const FREE_PORTS = { from: 10_000, to: 32_000 };

const handedOut = new Set();

/** @param {number} port */
export async function isFree(port) {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, undefined));
}

/** @param {{ isFree?: (port: number) => Promise<boolean>, random?: () => number }} [world] */
export async function freePort({ isFree: free = isFree, random = Math.random } = {}) {
  const span = FREE_PORTS.to - FREE_PORTS.from;
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const port = FREE_PORTS.from + Math.floor(random() * span);
    if (handedOut.has(port) || !(await free(port))) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error(`No free port between ${FREE_PORTS.from} and ${FREE_PORTS.to}`);
}

/**
 * A port asked for by name is used as it is, a default gives way to a free port when something else holds it.
 * @param {{ asked?: string | number, preferred?: number }} wish
 * @param {{ isFree?: (port: number) => Promise<boolean>, random?: () => number }} [world]
 */
export async function choosePort({ asked, preferred }, world = {}) {
  if (asked !== undefined && asked !== '') return parsePort(asked);
  if (preferred !== undefined && !handedOut.has(preferred) && (await (world.isFree ?? isFree)(preferred)))
    return preferred;
  return freePort(world);
}

/** @param {string | number} text */
function parsePort(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`Not a port: ${text}`);
  return port;
}

/** @param {number} port @param {string | undefined} host */
async function canListen(port, host) {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
