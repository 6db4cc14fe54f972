import { code, page, section, table } from '../markdown.mjs';

const DAY_MS = 86_400_000;
const KEYS = {
  user: '`tenant/userId`',
  entity: '`tenant/userId/entityId`',
  place: '`tenant` or `tenant/userId`',
};

const days = (ms) => (ms < 0 ? 'for ever' : `${ms / DAY_MS} days`);

const rowOf = (topic) => [
  code(topic.name),
  topic.carries,
  KEYS[topic.key],
  topic.cleanup === 'compact' ? 'compacted' : `kept ${days(topic.retentionMs)}`,
  `${topic.maxMessageBytes / 1024 / 1024} MiB`,
  topic.deadLetters ? 'yes' : 'no',
];

/** @param {typeof import('@tributary/contracts')} contracts */
export function topicsPage({ TOPICS, EVENT_KINDS, DEAD_LETTER_HEADERS, DEAD_LETTER_RETENTION_MS, deadLetterTopic }) {
  const topics = Object.values(TOPICS);
  const header = ['topic', 'carries', 'key', 'cleanup', 'largest message', 'dead letters'];
  const kindsOf = (name) => Object.keys(EVENT_KINDS).filter((kind) => EVENT_KINDS[kind].topic === name);
  return page('Topics', [
    'The partition of a message is always murmur2 (as in the Java client) of `tenant/userId` alone, modulo the number of partitions: all messages of one person lie in one partition, in order.',
    section('Product topics', [
      'What downstream services subscribe to. The values are described in [asyncapi.json](asyncapi.json) and [schemas](schemas).',
      'An event that would be larger than its topic takes is published without its data: `data` is null, `dataOmitted` says `too_large`, and the query API has the entity. A recorded session always fits: it has at most 20,000 stages, segments, laps and events each, and at most 8 MiB of JSON.',
      table(
        [...header.slice(0, 2), 'events', ...header.slice(2, 5)],
        topics
          .filter(({ product }) => product)
          .map((topic) => {
            const [name, carries, ...rest] = rowOf(topic).slice(0, 5);
            return [
              name,
              carries,
              kindsOf(topic.name)
                .map((kind) => code(`${kind}.*`))
                .join(', '),
              ...rest,
            ];
          }),
      ),
    ]),
    section('Topics of the services', [table(header, topics.filter(({ product }) => !product).map(rowOf))]),
    section('Dead letters', [
      `What cannot be processed goes to the topic of the same name with \`${deadLetterTopic('')}\`: original bytes and key, kept ${days(DEAD_LETTER_RETENTION_MS)}. No health value is among the headers:`,
      table(
        ['fact', 'header'],
        Object.entries(DEAD_LETTER_HEADERS).map(([fact, name]) => [fact, code(name)]),
      ),
    ]),
  ]);
}
