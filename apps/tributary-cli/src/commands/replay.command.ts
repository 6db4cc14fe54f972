import { InvalidArgumentError, type Command } from 'commander';
import { ERASURE_HEADERS, RAW_BATCH_HEADERS, TOPICS, type Origin } from '@tributary/contracts';
import type { IncomingMessage, OutgoingMessage } from '@tributary/kafka';
import type { Config } from '../config.js';
import { print, withKafka } from '../installation.js';
import { CommandRefusal } from '../refusal.js';

const H = RAW_BATCH_HEADERS;
const REPLAY: Origin = 'replay';

interface Options {
  readonly tenant: string;
  readonly user?: string;
  readonly batch?: string;
  readonly since?: number;
  readonly until?: number;
  readonly dryRun?: boolean;
}

function parseInstant(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Expected an RFC 3339 instant.');
  return ms;
}

/** Whether a raw message is a batch that was asked for; erasures, imports and replays are not replayed. */
export function isAskedFor({ headers }: IncomingMessage, { tenant, user, batch, since, until }: Options): boolean {
  const receivedMs = Date.parse(headers[H.receivedAt] ?? '');
  return (
    headers[ERASURE_HEADERS.kind] === undefined &&
    headers[H.origin] !== REPLAY &&
    headers[H.tenant] === tenant &&
    (user === undefined || headers[H.userId] === user) &&
    (batch === undefined || headers[H.batchId] === batch) &&
    receivedMs >= (since ?? -Infinity) &&
    receivedMs < (until ?? Infinity)
  );
}

/** The batch again, as one of its own: with its time of receipt, so that what was erased since stays erased. */
export const replayed = ({ topic, key, value, headers }: IncomingMessage, suffix: string): OutgoingMessage => ({
  topic,
  userKey: key?.toString() ?? '',
  key,
  value,
  headers: { ...headers, [H.origin]: REPLAY, [H.batchId]: `${headers[H.batchId] ?? ''}~${suffix}` },
});

async function replay(config: Config, options: Options): Promise<void> {
  const { user, batch, since, dryRun = false } = options;
  if (user === undefined && batch === undefined && since === undefined)
    throw new CommandRefusal('Say what to replay: --user, --batch or --since.');
  const suffix = `replay-${Date.now().toString(36)}`;
  await withKafka(config, async (kafka) => {
    let count = 0;
    for (const { name } of [TOPICS.rawBatches, TOPICS.rawBatchesBackfill]) {
      // A message is stored after its batch was received.
      const from = since === undefined ? ('beginning' as const) : { sinceMs: since };
      for await (const message of kafka.readTopic(name, { from })) {
        if (!isAskedFor(message, options)) continue;
        count += 1;
        if (!dryRun) await kafka.output().publish([replayed(message, suffix)]);
      }
    }
    print(
      dryRun
        ? `${String(count)} batches would be replayed`
        : `${String(count)} batches replayed as <batchId>~${suffix}`,
    );
  });
}

/** `replay`: raw batches through the pipeline again. */
export function addReplay(program: Command, config: Config): void {
  program
    .command('replay')
    .description('send raw batches through the pipeline again; what is stored already stays as it is')
    .option('--tenant <id>', 'tenant of the batches', 'demo')
    .option('--user <userId>', 'only those of this person')
    .option('--batch <batchId>', 'only this one')
    .option('--since <instant>', 'received at or after, RFC 3339', parseInstant)
    .option('--until <instant>', 'received before, RFC 3339', parseInstant)
    .option('--dry-run', 'only count them')
    .action((options: Options) => replay(config, options));
}
