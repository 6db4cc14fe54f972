import type { Command } from 'commander';
import { SCOPES } from '@tributary/contracts';
import {
  createIndexes,
  createKey,
  ensureAccessIndexes,
  ensureBootstrapKey,
  ensureTenant,
  listKeys,
  type Store,
} from '@tributary/store';
import type { Config } from '../config.js';
import { print, withKafka, withStore } from '../installation.js';

/** `setup`: topics, indexes and the demo tenant's key; safe to run again. */
export function addSetup(program: Command, config: Config): void {
  program
    .command('setup')
    .description(
      'create the topics, the indexes and the tenant `demo` with its key (TRIBUTARY_BOOTSTRAP_API_KEY, or a new one, printed)',
    )
    .action(async () => {
      const { partitions, replicationFactor, bootstrapApiKey } = config;
      const { created, existing } = await withKafka(config, (kafka) =>
        kafka.createTopics({ partitions, replicationFactor }),
      );
      print(`topics: ${String(created.length)} created, ${String(existing.length)} were there`);
      await withStore(config, async (store) => {
        await createIndexes(store);
        await ensureAccessIndexes(store.connection);
        print('indexes: up to date');
        await bootstrapDemo(store, bootstrapApiKey);
      });
    });
}

const DEMO = 'demo';

/** The tenant `demo` has one all-scope key: the given one, or on a fresh installation a new one, shown this once. */
async function bootstrapDemo({ connection }: Store, given: string | undefined): Promise<void> {
  if (given !== undefined) {
    await ensureBootstrapKey(connection, DEMO, given, Date.now());
    print('tenant demo: has the bootstrap key');
    return;
  }
  if ((await listKeys(connection, DEMO)).length > 0) return;
  await ensureTenant(connection, { id: DEMO, name: DEMO }, Date.now());
  const request = { tenant: DEMO, name: 'bootstrap', scopes: SCOPES, expiresMs: null };
  print(`TRIBUTARY_API_KEY=${(await createKey(connection, request, Date.now())).secret}`);
}
