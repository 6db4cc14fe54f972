import type { Command } from 'commander';
import { createIndexes, ensureAccessIndexes, ensureBootstrapKey } from '@tributary/store';
import type { Config } from '../config.js';
import { print, withKafka, withStore } from '../installation.js';

/** `setup`: topics, indexes and the demo tenant's key; safe to run again. */
export function addSetup(program: Command, config: Config): void {
  program
    .command('setup')
    .description('create the topics, indexes and, with TRIBUTARY_BOOTSTRAP_API_KEY, the tenant `demo` with that key')
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
        if (bootstrapApiKey === undefined) return;
        await ensureBootstrapKey(store.connection, 'demo', bootstrapApiKey, Date.now());
        print('tenant demo: has the bootstrap key');
      });
    });
}
