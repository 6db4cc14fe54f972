import type { Command } from 'commander';
import { deadLetterTopic, TOPICS } from '@tributary/contracts';
import type { Config } from '../config.js';
import { print, withKafka } from '../installation.js';

/** `topics …`: the table of topics, and creating what is missing. */
export function addTopics(program: Command, config: Config): void {
  const command = program.command('topics').description('the topics of the installation');
  command.command('list').action(() => {
    for (const { name, cleanup, carries, deadLetters } of Object.values(TOPICS)) {
      print(`${name}\t${cleanup}\t${carries}`);
      if (deadLetters) print(`${deadLetterTopic(name)}\tdelete\tWhat of ${name} could not be processed.`);
    }
  });
  command
    .command('create')
    .description('create what is missing; existing topics are left as they are')
    .action(async () => {
      const { partitions, replicationFactor } = config;
      const report = await withKafka(config, (kafka) => kafka.createTopics({ partitions, replicationFactor }));
      for (const name of report.created) print(`created\t${name}`);
      for (const name of report.existing) print(`exists\t${name}`);
    });
}
