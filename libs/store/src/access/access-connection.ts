import mongoose, { type Connection } from 'mongoose';
import { StoreAwayError } from './store-circuit.js';

export interface AccessConnectionOptions {
  readonly uri: string;
  /** How long an operation waits for a primary, milliseconds. */
  readonly serverSelectionTimeoutMs: number;
  /** Pause between attempts to open, milliseconds. */
  readonly retryMs: number;
  readonly maxPoolSize?: number;
  /** Called once, when the database first answers. A rejection is reported and the attempt repeated. */
  readonly onOpen?: (connection: Connection) => Promise<void>;
  readonly onFailure?: (error: unknown) => void;
}

/** Silence after which an operation is given up, twice where the driver tries a read again; batches of a cursor come faster. */
const SOCKET_TIMEOUT_MS = 5_000;

/** A connection for a service that must start and work while the database is away. */
export interface AccessConnection {
  readonly connection: Connection;
  /** Resolves when the database has answered for the first time; never rejects. */
  readonly opened: Promise<void>;
  /** @throws StoreAwayError until `onOpen` is done: a service that is ready knows its keys. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Starts to connect and goes on trying in the background until `close`. */
export function connectInBackground(options: AccessConnectionOptions): AccessConnection {
  const connection = mongoose.createConnection();
  const { promise: opened, resolve } = Promise.withResolvers<undefined>();
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isOpen = false;

  const open = async () => {
    try {
      if (connection.readyState !== mongoose.ConnectionStates.connected) {
        await connection.openUri(options.uri, {
          serverSelectionTimeoutMS: options.serverSelectionTimeoutMs,
          // A server that hangs without closing its sockets must not hold operations for ever.
          socketTimeoutMS: SOCKET_TIMEOUT_MS,
          connectTimeoutMS: SOCKET_TIMEOUT_MS,
          maxPoolSize: options.maxPoolSize ?? 20,
          autoIndex: false,
          autoCreate: false,
          bufferCommands: false,
          writeConcern: { w: 'majority' },
        });
      }
      await options.onOpen?.(connection);
      isOpen = true;
      resolve(undefined);
    } catch (error) {
      options.onFailure?.(error);
      if (!closing.signal.aborted) timer = setTimeout(() => void open(), options.retryMs);
    }
  };
  void open();

  return {
    connection,
    opened,
    ping: async () => {
      if (!isOpen || !connection.db) throw new StoreAwayError('The database has not answered yet');
      await connection.db.command({ ping: 1 });
    },
    close: async () => {
      closing.abort();
      clearTimeout(timer);
      await connection.close();
    },
  };
}
