import type { Command } from 'commander';
import { deadLetterTopic, TOPICS } from '@tributary/contracts';
import { describeDeadLetter, replayOf, type IncomingMessage, type KafkaClient } from '@tributary/kafka';
import type { Config } from '../config.js';
import { print, withKafka } from '../installation.js';
import { CommandRefusal } from '../refusal.js';

const TOPICS_WITH_DEAD_LETTERS = Object.values(TOPICS).filter(({ deadLetters }) => deadLetters);

async function* deadLetters(kafka: KafkaClient, topic: string | undefined): AsyncGenerator<IncomingMessage> {
  const topics = topic === undefined ? TOPICS_WITH_DEAD_LETTERS.map(({ name }) => deadLetterTopic(name)) : [topic];
  for (const name of topics) yield* kafka.readTopic(name, { from: 'beginning' });
}

const placeOf = ({ topic, partition, offset }: IncomingMessage): string => `${topic}/${String(partition)}/${offset}`;

/** `dead-letters …`: what could not be processed, why, and another try. */
export function addDeadLetters(program: Command, config: Config): void {
  const command = program.command('dead-letters').description('what could not be processed');
  command
    .command('list')
    .description('place, code, path, step and time of each')
    .option('--topic <name>', 'only this dead-letter topic')
    .option('--code <code>', 'only this failure code')
    .action(({ topic, code }: { topic?: string; code?: string }) =>
      withKafka(config, async (kafka) => {
        for await (const message of deadLetters(kafka, topic)) {
          const entry = describeDeadLetter(message);
          if (code === undefined || entry.code === code)
            print([placeOf(message), entry.code, entry.path, entry.step, entry.failedAt].join('\t'));
        }
      }),
    );
  command
    .command('show <place>')
    .description('headers and original bytes of one, by its place `topic/partition/offset`; it holds health data')
    .action((place: string) =>
      withKafka(config, async (kafka) => {
        for await (const message of deadLetters(kafka, place.split('/')[0])) {
          if (placeOf(message) !== place) continue;
          print(JSON.stringify(describeDeadLetter(message), null, 2));
          print(message.value?.toString() ?? 'null');
          return;
        }
        throw new CommandRefusal('There is no dead letter at that place.');
      }),
    );
  command
    .command('replay')
    .description('send dead letters through the pipeline again, after what refused them was mended')
    .option('--topic <name>', 'only this dead-letter topic')
    .option('--code <code>', 'only this failure code')
    .option('--place <place>', 'only this one')
    .action(({ topic, code, place }: { topic?: string; code?: string; place?: string }) =>
      withKafka(config, async (kafka) => {
        let replayed = 0;
        for await (const message of deadLetters(kafka, topic)) {
          if (code !== undefined && describeDeadLetter(message).code !== code) continue;
          if (place !== undefined && placeOf(message) !== place) continue;
          await kafka.output().publish([replayOf(message)]);
          replayed += 1;
        }
        print(`${String(replayed)} replayed`);
      }),
    );
}
