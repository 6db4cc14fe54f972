import {
  IMPORT_HEADERS,
  IMPORT_KIND,
  RAW_BATCH_HEADERS,
  toInstant,
  TOPICS,
  userKey,
  type ExportLine,
  type ImportFacts,
} from '@tributary/contracts';
import type { OutgoingMessage, Output } from '@tributary/kafka';
import type { FileLine } from './export-file.js';

/** A part is one message and one transaction. */
export const PART_LIMITS = { characters: 1024 * 1024, samples: 10_000 } as const;

const samplesOf = (line: ExportLine): number => (line.kind === 'samples' ? line.data.record.samples.length : 1);

type Whose = Omit<ImportFacts, 'part' | 'isLast'>;

const toMessage = ({ tenant, userId, importId, receivedMs }: Whose, part: number, isLast: boolean, value: string) => {
  const user = userKey(tenant, userId);
  return {
    topic: TOPICS.rawBatches.name,
    userKey: user,
    key: user,
    value,
    headers: {
      [IMPORT_HEADERS.kind]: IMPORT_KIND,
      [IMPORT_HEADERS.importId]: importId,
      [IMPORT_HEADERS.part]: String(part),
      [IMPORT_HEADERS.isLast]: String(isLast),
      [RAW_BATCH_HEADERS.tenant]: tenant,
      [RAW_BATCH_HEADERS.userId]: userId,
      [RAW_BATCH_HEADERS.receivedAt]: toInstant(receivedMs),
      [RAW_BATCH_HEADERS.origin]: 'backfill',
      [RAW_BATCH_HEADERS.contentType]: 'application/x-ndjson',
      [RAW_BATCH_HEADERS.schemaVersion]: '1',
    },
  } satisfies OutgoingMessage;
};

/** The messages of an import, in order, each made when the one before was taken. */
export async function* importMessages(whose: Whose, lines: AsyncIterable<FileLine>): AsyncGenerator<OutgoingMessage> {
  let [texts, characters, samples, part]: [string[], number, number, number] = [[], 0, 0, 0];
  for await (const { text, line } of lines) {
    const isFull = characters + text.length > PART_LIMITS.characters || samples + samplesOf(line) > PART_LIMITS.samples;
    if (texts.length > 0 && isFull) {
      yield toMessage(whose, part, false, texts.join('\n'));
      part += 1;
      [texts, characters, samples] = [[], 0, 0];
    }
    texts.push(text);
    characters += text.length;
    samples += samplesOf(line);
  }
  yield toMessage(whose, part, true, texts.join('\n'));
}

/** @returns how many messages there were; all of them are durable. */
export async function publishImport(output: Output, messages: AsyncIterable<OutgoingMessage>): Promise<number> {
  let count = 0;
  for await (const message of messages) {
    await output.publish([message]);
    count += 1;
  }
  return count;
}
