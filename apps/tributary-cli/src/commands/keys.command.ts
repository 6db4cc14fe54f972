import { InvalidArgumentError, type Command } from 'commander';
import { SCOPES, type Scope } from '@tributary/contracts';
import { createKey, ensureTenant, listKeys, listTenants, revokeKey } from '@tributary/store';
import type { Config } from '../config.js';
import { print, withStore } from '../installation.js';

function parseScopes(text: string): Scope[] {
  return text.split(',').map((name) => {
    const scope = SCOPES.find((known) => known === name.trim());
    if (!scope) throw new InvalidArgumentError(`A scope is one of ${SCOPES.join(', ')}.`);
    return scope;
  });
}

function parseInstant(text: string): number {
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) throw new InvalidArgumentError('Expected an RFC 3339 instant.');
  return epochMs;
}

/** `tenants …` and `keys …`: who may use the installation. */
export function addAccess(program: Command, config: Config): void {
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
        for (const { keyId, prefix, name, scopes } of await listKeys(connection, tenant))
          print(`${keyId}\t${prefix}…\t${scopes.join(',')}\t${name}`);
      }),
    );
  keys
    .command('revoke <keyId>')
    .requiredOption('--tenant <id>')
    .action((keyId: string, { tenant }: { tenant: string }) =>
      withStore(config, async ({ connection }) => {
        if (!(await revokeKey(connection, tenant, keyId, Date.now())))
          throw new InvalidArgumentError('The tenant has no such key.');
        print('revoked');
      }),
    );
}
