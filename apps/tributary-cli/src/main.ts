import { Command } from 'commander';
import { parseConfig } from '@tributary/observability';
import { addDeadLetters } from './commands/dead-letters.command.js';
import { addDemo } from './commands/demo.command.js';
import { addImport } from './commands/import.command.js';
import { addAccess } from './commands/keys.command.js';
import { addPriorities } from './commands/priorities.command.js';
import { addRebuild } from './commands/rebuild.command.js';
import { addReplay } from './commands/replay.command.js';
import { addSetup } from './commands/setup.command.js';
import { addTopics } from './commands/topics.command.js';
import { addPeople } from './commands/users.command.js';
import { CONFIG } from './config.js';

const config = parseConfig(CONFIG, process.env);
const program = new Command('tributary').description('Operate a Tributary installation.').showHelpAfterError();

addSetup(program, config);
addAccess(program, config);
addPeople(program, config);
addPriorities(program, config);
addTopics(program, config);
addDeadLetters(program, config);
addImport(program, config);
addReplay(program, config);
addRebuild(program, config);
addDemo(program, config);

try {
  await program.parseAsync();
} catch (error) {
  // What the commands refuse in their own words needs no stack; everything else is a fault.
  if (!(error instanceof Error) || error.constructor !== Error) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
