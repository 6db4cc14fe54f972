import { DEAD_LETTER_HEADERS, deadLetterTopic, RAW_BATCH_HEADERS, sha256, type Origin } from '@tributary/contracts';
import type { IncomingMessage, OutgoingMessage } from './message.js';

const H = DEAD_LETTER_HEADERS;
const RAW = RAW_BATCH_HEADERS;
const REPLAY: Origin = 'replay';
const DEAD_LETTER_SUFFIX = deadLetterTopic('');

/** What the dead letter added; how often it was tried is kept, so that a letter that comes back counts on. */
const ADDED = new Set<string>(Object.values(H).filter((header) => header !== H.attempts));

/**
 * The message that puts a dead letter back on the topic it came from. A whole message goes back as it was; a single
 * record goes back as a batch of its own, named after its batch and its place in it, with its own receipt.
 */
export function replayOf(letter: IncomingMessage): OutgoingMessage {
  const { headers, key, value } = letter;
  const topic = headers[H.originTopic] ?? letter.topic.slice(0, -DEAD_LETTER_SUFFIX.length);
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !ADDED.has(name)));
  if (RAW.origin in own) own[RAW.origin] = REPLAY;
  const message = { topic, userKey: key?.toString() ?? '', key };
  const index = headers[H.recordIndex];
  if (index === undefined) return { ...message, value, headers: own };
  const body = asBatch(letter);
  return { ...message, value: body, headers: { ...own, ...asBatchHeaders(letter, index, body) } };
}

/** `path` says which list of its batch the part stood in. */
const listOf = (path: string): 'deletions' | 'records' => (path.startsWith('deletions') ? 'deletions' : 'records');

function asBatch({ headers, value }: IncomingMessage): string {
  const list = listOf(headers[H.path] ?? '');
  const parts = { records: '', deletions: '', [list]: value?.toString() ?? '' };
  const platform = JSON.stringify(headers[RAW.platform] ?? '');
  return `{"platform":${platform},"records":[${parts.records}],"deletions":[${parts.deletions}]}`;
}

const asBatchHeaders = ({ headers }: IncomingMessage, index: string, body: string): Record<string, string> => ({
  [RAW.batchId]: `${headers[RAW.batchId] ?? ''}~${listOf(headers[H.path] ?? '')}-${index}`,
  [RAW.contentHash]: sha256(body),
  [RAW.encoding]: 'identity',
});
