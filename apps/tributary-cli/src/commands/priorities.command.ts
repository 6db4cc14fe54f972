import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { AcceptedPriorities } from '@tributary/contracts';
import type { Config } from '../config.js';
import { callGateway } from '../gateway-call.js';
import { print } from '../installation.js';
import { CommandRefusal } from '../refusal.js';

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new CommandRefusal(`${path} cannot be read as JSON.`, { cause: error });
  }
}

/** `priorities …`: which source counts, for the tenant of TRIBUTARY_API_KEY or one of its people. */
export function addPriorities(program: Command, config: Config): void {
  program
    .command('priorities')
    .description('source-priority rules of the tenant of TRIBUTARY_API_KEY')
    .command('set')
    .description('replace the rules of the tenant, or of a person')
    .requiredOption('--file <path>', 'JSON: {"rules": […]}')
    .option('--user <userId>', 'the rules of this person instead of those of the tenant')
    .action(async ({ file, user }: { file: string; user?: string }) => {
      const path = user === undefined ? '/v1/priorities' : `/v1/users/${encodeURIComponent(user)}/priorities`;
      const { version, rules } = await callGateway<AcceptedPriorities>(config, 'PUT', path, await readJson(file));
      print(`version ${String(version)}, ${String(rules.length)} rules`);
    });
}
