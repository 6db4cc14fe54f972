import mongoose, { type Connection } from 'mongoose';

export type Collection<T extends object> =
  ReturnType<Connection['collection']> extends never
    ? never
    : import('mongoose').mongo.Collection<T & import('mongoose').mongo.Document>;
export type ClientSession = import('mongoose').mongo.ClientSession;

/** The database as the repositories see it: mongoose for schemas and small collections, the driver for the data plane. */
export interface Store {
  readonly connection: Connection;
  collection<T extends object>(name: string): Collection<T>;
  /** Rejects while no primary answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly uri: string;
  /** How long an operation waits for a primary before it fails, milliseconds. */
  readonly serverSelectionTimeoutMs?: number;
  readonly maxPoolSize?: number;
}

/** Opens the database and waits for its first answer. */
export async function openStore({
  uri,
  serverSelectionTimeoutMs = 5_000,
  maxPoolSize = 20,
}: StoreOptions): Promise<Store> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: serverSelectionTimeoutMs,
    maxPoolSize,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    writeConcern: { w: 'majority' },
  });
  await connection.asPromise();
  return storeOn(connection);
}

export function storeOn(connection: Connection): Store {
  const database = () => {
    if (!connection.db) throw new Error('The database connection is not open');
    return connection.db;
  };
  return {
    connection,
    collection: <T extends object>(name: string) => database().collection(name) as unknown as Collection<T>,
    ping: async () => {
      await database().command({ ping: 1 });
    },
    close: () => connection.close(),
  };
}
