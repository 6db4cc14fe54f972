import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { TENANT_ID_PATTERN, USER_ID_PATTERN, userKey, type UserKey } from '@tributary/contracts';
import {
  exportLines,
  importedState,
  importIdOf,
  listTenants,
  ProfileRepository,
  userData,
  type PersonState,
  type Store,
} from '@tributary/store';
import type { Config } from '../config.js';
import { fileLines, linesOfFile, personOfFile } from '../import/export-file.js';
import { importMessages, publishImport } from '../import/import-parts.js';
import { print, withKafka, withStore } from '../installation.js';
import { CommandRefusal } from '../refusal.js';

const POLL_MS = 500;

interface Options {
  readonly file: string;
  readonly tenant: string;
  readonly user?: string;
  readonly wait: boolean;
}

interface Import {
  readonly importId: string;
  readonly tenant: string;
  readonly userId: string;
  readonly user: UserKey;
  readonly state: PersonState;
}

/** The state of the person here; null: there is none. */
async function stateHere(store: Store, user: UserKey): Promise<PersonState | null> {
  const data = userData(store);
  const [profile, ledger] = await Promise.all([new ProfileRepository(store).get(user), data.ledgers.get(user)]);
  return profile && ledger ? importedState(exportLines(store, user, profile)) : null;
}

/**
 * What is left to do for an import.
 * @throws Error when the person holds something else.
 */
async function lookBefore(store: Store, { importId, tenant, user, state }: Import): Promise<'nothing' | 'all'> {
  const tenants = await listTenants(store.connection);
  if (!tenants.some(({ id }) => id === tenant))
    throw new CommandRefusal('There is no such tenant: `tributary tenants create`.');
  const mark = await userData(store).imports.get(user, importId);
  if (mark) return mark.completedMs === null ? 'all' : 'nothing';
  const here = await stateHere(store, user);
  if (here === null) return 'all';
  if (here.hash === state.hash) return 'nothing';
  throw new CommandRefusal(
    'The person exists and holds other data. Erase the person first, or choose another id with --user.',
  );
}

async function untilStored(store: Store, { user, importId }: Import): Promise<void> {
  const { imports } = userData(store);
  while (typeof (await imports.get(user, importId))?.completedMs !== 'number') await pause(POLL_MS);
}

/** Lines of the file and of the person here, by kind, where their numbers differ. */
const differences = (file: PersonState, here: PersonState): string[] =>
  [...new Set([...file.counts.keys(), ...here.counts.keys()])].flatMap((kind) => {
    const [wanted, found] = [file.counts.get(kind) ?? 0, here.counts.get(kind) ?? 0];
    return wanted === found ? [] : [`  ${kind}: ${String(wanted)} in the file, ${String(found)} here`];
  });

async function report(store: Store, { user, state }: Import): Promise<void> {
  const here = await stateHere(store, user);
  const lines = [...state.counts.values()].reduce((sum, count) => sum + count, 0);
  if (here?.hash === state.hash) return print(`imported\t${String(lines)} lines\texport equal, hash ${state.hash}`);
  print(`imported\t${String(lines)} lines\tthe export differs: this installation resolves it in another way`);
  for (const line of here === null ? [] : differences(state, here)) print(line);
}

async function readImport({ file, tenant, user: asked }: Options): Promise<Import> {
  const userId = asked ?? (await personOfFile(file));
  if (!TENANT_ID_PATTERN.test(tenant) || !USER_ID_PATTERN.test(userId))
    throw new CommandRefusal('The id cannot be one.');
  const user = userKey(tenant, userId);
  const state = await importedState(linesOfFile(file));
  return { tenant, userId, user, state, importId: importIdOf(user, state) };
}

/** `import`: a person from the export of another installation. */
export function addImport(program: Command, config: Config): void {
  program
    .command('import')
    .description('bring a person from an export (GET /v1/users/{id}/export); safe to run again')
    .requiredOption('--file <path>', 'the export, NDJSON')
    .option('--tenant <id>', 'tenant that the person comes to', 'demo')
    .option('--user <userId>', 'id that the person gets; default: the one in the file')
    .option('--no-wait', 'come back when everything is durable in Kafka, not when it is stored')
    .action(async (options: Options) => {
      const one = await readImport(options);
      await withStore(config, async (store) => {
        if ((await lookBefore(store, one)) === 'nothing') return print('imported already: nothing to do');
        const { importId, tenant, userId } = one;
        const messages = importMessages({ importId, tenant, userId, receivedMs: Date.now() }, fileLines(options.file));
        const parts = await withKafka(config, (kafka) => publishImport(kafka.output(), messages));
        print(`published\t${String(parts)} parts\timport ${importId}`);
        if (!options.wait) return;
        await untilStored(store, one);
        await report(store, one);
      });
    });
}
