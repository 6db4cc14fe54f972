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
 * record or deletion goes back as a batch of its own, named after its batch and its place in it, with its own receipt.
 * A snapshot says what its batch holds, so its whole batch goes back under such a name.
 */
export function replayOf(letter: IncomingMessage): OutgoingMessage {
  const { headers, key, value } = letter;
  const topic = headers[H.originTopic] ?? letter.topic.slice(0, -DEAD_LETTER_SUFFIX.length);
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !ADDED.has(name)));
  if (RAW.origin in own) own[RAW.origin] = REPLAY;
  const message = { topic, userKey: key?.toString() ?? '', key };
  const index = headers[H.recordIndex];
  if (index === undefined) return { ...message, value, headers: own };
  const list = listOf(headers[H.path] ?? '');
  const batchId = { [RAW.batchId]: `${headers[RAW.batchId] ?? ''}~${list}-${index}` };
  if (list === 'snapshots') return { ...message, value, headers: { ...own, ...batchId } };
  const body = asBatch(letter, list);
  const bytes = { [RAW.contentHash]: sha256(body), [RAW.encoding]: 'identity' };
  return { ...message, value: body, headers: { ...own, ...batchId, ...bytes } };
}

const LISTS = ['records', 'deletions', 'snapshots'] as const;
type List = (typeof LISTS)[number];

/** `path` says which list of its batch the part stood in. */
const listOf = (path: string): List => LISTS.find((list) => path.startsWith(list)) ?? 'records';

function asBatch({ headers, value }: IncomingMessage, list: List): string {
  const parts = { records: '', deletions: '', [list]: value?.toString() ?? '' };
  const platform = JSON.stringify(headers[RAW.platform] ?? '');
  const zone = headers[H.deviceTimeZone];
  const device = zone === undefined ? '' : `"device":{"timeZone":${JSON.stringify(zone)}},`;
  return `{"platform":${platform},${device}"records":[${parts.records}],"deletions":[${parts.deletions}]}`;
}
