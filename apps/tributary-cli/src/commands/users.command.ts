import { setTimeout as pause } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import type { DeviceTokenView, ErasureView } from '@tributary/contracts';
import type { Config } from '../config.js';
import { callGateway } from '../gateway-call.js';
import { print } from '../installation.js';

const POLL_MS = 500;

const pathOf = (userId: string): string => `/v1/users/${encodeURIComponent(userId)}`;

function parseList(text: string): string[] {
  const list = text.split(',').map((item) => item.trim());
  if (list.includes('')) throw new InvalidArgumentError('Expected a list separated by commas.');
  return list;
}

function show({ erasureId, status, steps }: ErasureView): void {
  print(`${erasureId}\t${status}`);
  for (const step of steps) print([`  ${step.name}`, step.status, step.at ?? '-', step.detail].join('\t'));
}

async function untilCompleted(config: Config, erasureId: string): Promise<ErasureView> {
  for (;;) {
    const erasure = await callGateway<ErasureView>(config, 'GET', `/v1/erasures/${erasureId}`);
    if (erasure.status === 'completed') return erasure;
    await pause(POLL_MS);
  }
}

/** `users …` and `device-tokens …`: people of the tenant of TRIBUTARY_API_KEY. */
export function addPeople(program: Command, config: Config): void {
  const users = program.command('users').description('people of the tenant of TRIBUTARY_API_KEY');
  users
    .command('erase <userId>')
    .description('erase everything of a person; reads find nobody at once')
    .option('--wait', 'come back when it is completed')
    .action(async (userId: string, { wait = false }: { wait?: boolean }) => {
      const erasure = await callGateway<ErasureView>(config, 'DELETE', pathOf(userId));
      show(wait ? await untilCompleted(config, erasure.erasureId) : erasure);
    });
  users
    .command('erasure <erasureId>')
    .description('how far an erasure has come')
    .action(async (erasureId: string) => {
      show(await callGateway<ErasureView>(config, 'GET', `/v1/erasures/${encodeURIComponent(erasureId)}`));
    });

  const tokens = program.command('device-tokens').description('tokens for the phones of people');
  tokens
    .command('create <userId>')
    .description('issue a pair of tokens; it is shown once')
    .option('--scopes <list>', 'ingest, or ingest,read', parseList, ['ingest'])
    .action(async (userId: string, { scopes }: { scopes: string[] }) => {
      const pair = await callGateway<DeviceTokenView>(config, 'POST', `${pathOf(userId)}/device-tokens`, { scopes });
      print(JSON.stringify(pair, null, 2));
    });
}
