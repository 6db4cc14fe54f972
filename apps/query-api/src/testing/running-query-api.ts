import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createIndexes, createKey, ensureAccessIndexes, openStore, type Store } from '@tributary/store';
import { readConfig } from '../config.js';
import { startQueryApi } from '../query-service.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, parsed; specs read the fields they name. */
  readonly json: Json;
}

/** An answer as specs look into it. */
export interface Json {
  readonly data: readonly Record<string, unknown>[];
  readonly nextCursor: string | null;
  readonly code: string;
  readonly errors: readonly { readonly path: string; readonly code: string; readonly detail: string }[];
  readonly [name: string]: unknown;
}

/** A query API in this process, on a port and a database of its own. */
export interface TestQueryApi {
  readonly store: Store;
  readonly url: string;
  get(path: string, token?: string | null): Promise<Answer>;
  /** The answer as it comes, to a request with further headers. */
  open(path: string, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Response>;
  /** Key of a tenant with scope `read`. */
  key(tenant: string, scopes?: readonly ('read' | 'ingest')[]): Promise<string>;
  close(): Promise<void>;
}

function testUri(): string {
  const uri = new URL(process.env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017');
  uri.pathname = `/tributary_test_${randomUUID().replaceAll('-', '')}`;
  return uri.href;
}

const parse = (text: string): Json => (text.startsWith('{') && !text.includes('\n') ? JSON.parse(text) : {}) as Json;

async function untilReady(url: string): Promise<void> {
  const until = Date.now() + 20_000;
  while ((await fetch(`${url}/health/ready`)).status !== 200) {
    if (Date.now() > until) throw new Error('The query API did not become ready');
    await pause(50);
  }
}

export async function startTestQueryApi(): Promise<TestQueryApi> {
  const uri = testUri();
  const store = await openStore({ uri });
  await createIndexes(store);
  await ensureAccessIndexes(store.connection);
  const { service } = await startQueryApi({
    ...readConfig(),
    port: 0,
    host: '127.0.0.1',
    logLevel: 'error',
    mongodbUri: uri,
  });
  await untilReady(service.url);
  // From here on every read is profiled, so that a spec can look at how each was planned.
  await store.connection.db?.setProfilingLevel('all');
  const key: TestQueryApi['key'] = async (tenant, scopes = ['read']) =>
    (await createKey(store.connection, { tenant, name: 'spec', scopes: [...scopes], expiresMs: null }, Date.now()))
      .secret;
  const ownKey = await key('demo');
  return {
    store,
    url: service.url,
    key,
    get: async (path, token = ownKey) => {
      const response = await fetch(
        service.url + path,
        token === null ? {} : { headers: { authorization: `Bearer ${token}` } },
      );
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parse(text) };
    },
    open: (path, headers, signal) =>
      fetch(service.url + path, {
        headers: { ...headers, authorization: `Bearer ${ownKey}` },
        ...(signal && { signal }),
      }),
    close: async () => {
      await service.close();
      await store.connection.dropDatabase();
      await store.close();
    },
  };
}

export const ids = ({ data }: Json): unknown[] => data.map((row) => row['id']);
export const values = ({ data }: Json): unknown[] => data.map((row) => row['value']);

const BY_INDEX = /^(IXSCAN|IDHACK|EOF)/;

/** Collection and plan of every read so far that no index served, or none in the order that was wanted. */
export async function unindexedReads({ store }: TestQueryApi): Promise<unknown[]> {
  const { db } = store.connection;
  if (!db) throw new Error('The database connection is not open');
  await db.setProfilingLevel('off');
  const reads = await db
    .collection('system.profile')
    .find({ op: { $in: ['query', 'command'] }, planSummary: { $exists: true }, ns: /\.(?!system)/ })
    .toArray();
  if (reads.length === 0) throw new Error('No read was profiled');
  return reads
    .filter(({ planSummary, hasSortStage }) => !BY_INDEX.test(String(planSummary)) || hasSortStage === true)
    .map(({ ns, planSummary, hasSortStage }) => [ns, planSummary, hasSortStage]);
}
