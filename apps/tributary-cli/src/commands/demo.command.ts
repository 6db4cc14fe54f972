import type { Command } from 'commander';
import type { Config } from '../config.js';
import { runDemo } from '../demo/run-demo.js';
import { print } from '../installation.js';
import { CommandRefusal } from '../refusal.js';

/** `demo`: feeds the demo people and shows one resolved day. */
export function addDemo(program: Command, config: Config): void {
  program
    .command('demo')
    .description('send a few days of two simulated people and show one resolved day')
    .action(async () => {
      const { gatewayUrl, queryUrl, apiKey } = config;
      if (apiKey === undefined)
        throw new CommandRefusal('Set TRIBUTARY_API_KEY to a key with the scopes ingest and read.');
      await runDemo({ gatewayUrl, queryUrl, apiKey, today: new Date().toISOString().slice(0, 10), print });
    });
}
