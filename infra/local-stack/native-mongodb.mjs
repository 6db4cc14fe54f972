import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findMongod } from './mongod-binary.mjs';
import { startServer } from './server-process.mjs';

const REPLICA_SET = 'rs0';
const ALREADY_INITIALIZED = 23;

/** @param {import('./start-stack.mjs').NativeContext} context */
export async function startNativeMongodb({ dataDir, logsDir, port, keeper, onProgress, onUnexpectedEnd }) {
  const command = await findMongod({ keeper, onProgress });
  const folder = join(dataDir, 'mongodb');
  mkdirSync(folder, { recursive: true });
  const server = await startServer({
    name: 'mongodb',
    keeper,
    command,
    args: [
      ...['--replSet', REPLICA_SET, '--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1'],
      ...['--wiredTigerCacheSizeGB', '1', '--oplogSize', '1024', '--nounixsocket'],
      ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
    ],
    logFile: join(logsDir, 'mongodb.log'),
    isReady: () => isPrimary(`127.0.0.1:${port}`),
    onUnexpectedEnd,
  });
  return { uri: `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`, server };
}

/** @param {string} host */
async function isPrimary(host) {
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, { serverSelectionTimeoutMS: 2_000 });
  try {
    const admin = client.db('admin');
    const { isWritablePrimary, hosts } = await admin.command({ hello: 1 });
    if (!hosts) await makeOnlyMember(admin, host);
    return isWritablePrimary;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

/** @param {import('mongodb').Db} admin @param {string} host */
async function makeOnlyMember(admin, host) {
  const members = [{ _id: 0, host }];
  try {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } });
  } catch (error) {
    if (error.code !== ALREADY_INITIALIZED) throw error;
    // The data was last served on another port.
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === host) return;
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  }
}
