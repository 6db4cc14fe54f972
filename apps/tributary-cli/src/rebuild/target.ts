import { createIndexes, ensureAccessIndexes, type Store } from '@tributary/store';
import { CommandRefusal } from '../refusal.js';

/** What no topic has: who may use the installation, and the people as they were set. */
const ACCESS = ['tenants', 'api_keys', 'users', 'token_families', 'refresh_tokens', 'signing_keys'] as const;

interface Mark {
  readonly _id: string;
  readonly prefix: string;
}

const BATCH = 1_000;

/** Replaces a collection, or one person's part of it, by that of another database. */
export async function copyDocuments(from: Store, to: Store, name: string, filter: object): Promise<number> {
  const [source, target] = [from.collection<{ _id: string }>(name), to.collection<{ _id: string }>(name)];
  await target.deleteMany(filter as never);
  let count = 0;
  let batch: object[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await target.insertMany(batch as never);
    count += batch.length;
    batch = [];
  };
  for await (const document of source.find(filter as never)) {
    batch.push(document);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return count;
}

/**
 * Makes an empty database ready for a rebuild; one that this rebuild has begun is left as it is.
 * @throws Error for a database that holds anything else.
 */
export async function prepareTarget(from: Store, to: Store, prefix: string): Promise<'begun' | 'goes on'> {
  const marks = to.collection<Mark>('rebuilds');
  const known = await marks.findOne({ _id: 'rebuild' });
  if (known?.prefix === prefix) return 'goes on';
  const collections = (await to.connection.db?.listCollections({}, { nameOnly: true }).toArray()) ?? [];
  if (collections.length > 0)
    throw new CommandRefusal('The target database is not empty. Name another one with --database.');
  await createIndexes(to);
  await ensureAccessIndexes(to.connection);
  for (const name of ACCESS) await copyDocuments(from, to, name, {});
  await marks.insertOne({ _id: 'rebuild', prefix } as never);
  return 'begun';
}
