import type { UserKey } from '@tributary/contracts';
import { everythingOf, type Ledger, type Store } from '@tributary/store';
import { copyDocuments } from './target.js';

/** What was published about a person, and the versions that it named. */
const PUBLISHED = ['changes', 'daily_summaries', 'sleep_episodes', 'workouts'] as const;

type LedgerDocument = Ledger & { readonly _id: string };

/**
 * Lets the rebuilt person go on where the topics are: subscribers have the events that were published, not those of the
 * rebuild. Only for people whose state is equal; nothing may write either database meanwhile.
 */
export async function adoptFeed(from: Store, to: Store, user: UserKey): Promise<void> {
  const everything = { _id: everythingOf(user) };
  const ledger = await from.collection<LedgerDocument>('ledgers').findOne({ _id: `${user}|` });
  if (ledger === null) return;
  for (const name of PUBLISHED) await copyDocuments(from, to, name, everything);
  const { sequence, publishedSequence } = ledger;
  await to
    .collection<LedgerDocument>('ledgers')
    .updateOne({ _id: `${user}|` }, { $set: { sequence, publishedSequence }, $inc: { revision: 1 } } as never);
}
