import { InvalidArgumentError, type Command } from 'commander';
import { SCOPES, toInstant, type Scope } from '@tributary/contracts';
import {
  createKey,
  ensureTenant,
  listKeys,
  listTenants,
  revokeKey,
  rotateSigningKey,
  setTenantQuota,
  type ApiKey,
} from '@tributary/store';
import type { Config } from '../config.js';
import { print, withStore } from '../installation.js';
import { CommandRefusal } from '../refusal.js';

function parseScopes(text: string): Scope[] {
  return text.split(',').map((name) => {
    const scope = SCOPES.find((known) => known === name.trim());
    if (!scope) throw new InvalidArgumentError(`A scope is one of ${SCOPES.join(', ')}.`);
    return scope;
  });
}

function parseQuota(text: string): number {
  const perMinute = Number(text);
  if (!Number.isSafeInteger(perMinute) || perMinute < 0) throw new InvalidArgumentError('Expected a whole number.');
  return perMinute;
}

const instantOr = (epochMs: number | null, word: string): string => (epochMs === null ? word : toInstant(epochMs));

/** Id, how the key begins, scopes, name, expiry and last use. */
const keyLine = ({ keyId, prefix, scopes, name, expiresMs, lastUsedMs }: ApiKey): string =>
  [
    keyId,
    `${prefix}…`,
    scopes.join(','),
    name,
    `expires ${instantOr(expiresMs, 'never')}`,
    `used ${instantOr(lastUsedMs, 'never')}`,
  ].join('\t');

function parseInstant(text: string): number {
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) throw new InvalidArgumentError('Expected an RFC 3339 instant.');
  return epochMs;
}

/** `tenants …` and `keys …`: who may use the installation. */
export function addAccess(program: Command, config: Config): void {
  addTenants(program, config);
  addKeys(program, config);
}

function addTenants(program: Command, config: Config): void {
  const tenants = program.command('tenants').description('tenants of the installation');
  tenants
    .command('create <id>')
    .option('--name <name>', 'display name')
    .action((id: string, { name = id }: { name?: string }) =>
      withStore(config, async ({ connection }) => {
        await ensureTenant(connection, { id, name }, Date.now());
        print(id);
      }),
    );
  tenants.command('list').action(() =>
    withStore(config, async ({ connection }) => {
      for (const { id, name } of await listTenants(connection)) print(`${id}\t${name}`);
    }),
  );
  tenants
    .command('quota <id>')
    .description('batches a minute that each gateway takes of the tenant; seen within ten seconds')
    .option('--per-minute <number>', 'batches; 0 is no limit; without it, what the installation says', parseQuota)
    .action((id: string, { perMinute }: { perMinute?: number }) =>
      withStore(config, async ({ connection }) => {
        if (!(await setTenantQuota(connection, id, perMinute ?? null)))
          throw new CommandRefusal('There is no such tenant.');
        print(perMinute === undefined ? 'default' : `${String(perMinute)} a minute`);
      }),
    );
}

function addKeys(program: Command, config: Config): void {
  const keys = program.command('keys').description('API keys of a tenant');
  keys
    .command('create')
    .description('make a key; it is shown once')
    .requiredOption('--tenant <id>')
    .requiredOption('--scopes <list>', `comma-separated: ${SCOPES.join(', ')}`, parseScopes)
    .option('--name <name>', 'what the key is for', 'cli')
    .option('--expires-at <instant>', 'RFC 3339', parseInstant)
    .action(
      ({ tenant, scopes, name, expiresAt }: { tenant: string; scopes: Scope[]; name: string; expiresAt?: number }) =>
        withStore(config, async ({ connection }) => {
          await ensureTenant(connection, { id: tenant, name: tenant }, Date.now());
          const key = await createKey(connection, { tenant, name, scopes, expiresMs: expiresAt ?? null }, Date.now());
          print(key.secret);
        }),
    );
  keys
    .command('list')
    .requiredOption('--tenant <id>')
    .action(({ tenant }: { tenant: string }) =>
      withStore(config, async ({ connection }) => {
        for (const key of await listKeys(connection, tenant)) print(keyLine(key));
      }),
    );
  keys
    .command('revoke <keyId>')
    .requiredOption('--tenant <id>')
    .action((keyId: string, { tenant }: { tenant: string }) =>
      withStore(config, async ({ connection }) => {
        if (!(await revokeKey(connection, tenant, keyId, Date.now())))
          throw new CommandRefusal('The tenant has no such key.');
        print('revoked');
      }),
    );
  keys
    .command('rotate-signing')
    .description('sign device tokens with a new key; tokens of the old one stay valid until they expire')
    .action(() =>
      withStore(config, async ({ connection }) => {
        print(await rotateSigningKey(connection, Date.now()));
      }),
    );
}
