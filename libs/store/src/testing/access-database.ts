import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { ensureAccessIndexes } from '../access/access-indexes.js';

/** An access database of a spec's own. */
export async function openAccessDatabase(uri: string | undefined): Promise<Connection> {
  const dbName = `tributary_test_${randomUUID().replaceAll('-', '')}`;
  const connection = await mongoose
    .createConnection(uri ?? 'mongodb://127.0.0.1:27017', { dbName, autoIndex: false, bufferCommands: false })
    .asPromise();
  await ensureAccessIndexes(connection);
  return connection;
}

export async function dropAccessDatabase(connection: Connection): Promise<void> {
  await connection.dropDatabase();
  await connection.close();
}
