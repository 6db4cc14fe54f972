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
import { wordsFor } from './refusal.js';

const COMMANDS = [
  addSetup,
  addAccess,
  addPeople,
  addPriorities,
  addTopics,
  addDeadLetters,
  addImport,
  addReplay,
  addRebuild,
  addDemo,
];

try {
  const config = parseConfig(CONFIG, process.env);
  const program = new Command('tributary').description('Operate a Tributary installation.').showHelpAfterError();
  for (const add of COMMANDS) add(program, config);
  await program.parseAsync();
} catch (error) {
  const words = wordsFor(error);
  if (words === null) throw error;
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
}
