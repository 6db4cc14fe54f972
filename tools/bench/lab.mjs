import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { Keeper } from '../../infra/local-stack/keeper.mjs';
import { logFile } from '../../infra/local-stack/paths.mjs';
import { node24 } from '../../infra/run/ensure-toolchain.mjs';
import { mainOf } from '../../infra/run/services.mjs';
import { startService } from './service.mjs';

/** @typedef {Awaited<ReturnType<typeof openLab>>} Lab */

/** Everything a row needs: topics and indexes set up, a key of all scopes, processes that end with the lab. */
export async function openLab() {
  const { KAFKA_BROKERS, MONGODB_URI } = process.env;
  if (!KAFKA_BROKERS || !MONGODB_URI)
    throw new Error('KAFKA_BROKERS and MONGODB_URI are not set: start with npm run bench');
  const keeper = new Keeper();
  const key = `trb_${randomBytes(24).toString('base64url')}`;
  const env = { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', TRIBUTARY_BOOTSTRAP_API_KEY: key };
  await keeper.run(node24(), [mainOf('tributary-cli'), 'setup'], { env, logFile: logFile('bench-setup') });
  const database = await mongoose.createConnection(MONGODB_URI).asPromise();
  const running = new Set();

  return {
    keeper,
    env,
    key,
    database,
    brokers: KAFKA_BROKERS,
    scale: Number(process.env.BENCH_SCALE ?? 1),
    /** Starts these services for the time of `use`, and no others. */
    async withServices(names, use) {
      const services = await Promise.all(names.map((name) => startService({ keeper, env }, name)));
      for (const service of services) running.add(service);
      try {
        return await use(Object.fromEntries(services.map((service) => [service.name, service])));
      } finally {
        await Promise.all(services.map((service) => service.stop()));
        for (const service of services) running.delete(service);
      }
    },
    async close() {
      await Promise.all([...running].map((service) => service.stop()));
      await database.close();
      await keeper.close();
    },
  };
}

/** Data and indexes of the database on disk, after a checkpoint. @param {Lab} lab */
export async function databaseBytes({ database }) {
  await database.db.admin().command({ fsync: 1 });
  const { storageSize, indexSize } = await database.db.command({ dbStats: 1 });
  return storageSize + indexSize;
}
