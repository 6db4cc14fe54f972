import {
  BatchSchema,
  DEAD_LETTER_HEADERS,
  EVENT_KINDS,
  PRODUCT_EVENT_SCHEMAS,
  RAW_BATCH_HEADERS,
  TOPICS,
  type EventKind,
  type PublishedEventKind,
  type Topic,
} from '@tributary/contracts';
import { plain, type JsonObject, type SchemaReferences } from './schema-references.js';

const JSON_TYPE = 'application/json';

const KEYS: Readonly<Record<Topic['key'], string>> = {
  user: '`tenant/userId`.',
  entity: '`tenant/userId/entityId`.',
  place: '`tenant`, or `tenant/userId`.',
};

const headersSchema = (names: readonly string[]): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
});

const CLOUD_EVENT_HEADERS = headersSchema([
  'ce_specversion',
  'ce_id',
  'ce_type',
  'ce_source',
  'ce_time',
  'ce_subject',
  'content-type',
  'traceparent',
]);

const keyBinding = (key: Topic['key']): JsonObject => ({
  kafka: { key: { type: 'string', description: KEYS[key] }, bindingVersion: '0.5.0' },
});

const kindsOf = ({ name }: Topic): readonly EventKind[] =>
  (Object.keys(EVENT_KINDS) as EventKind[]).filter((kind) => EVENT_KINDS[kind].topic === name);

const eventMessage = (topic: Topic, kind: PublishedEventKind, references: SchemaReferences): JsonObject => ({
  name: kind,
  title: plain(PRODUCT_EVENT_SCHEMAS[kind])['title'] ?? kind,
  contentType: JSON_TYPE,
  headers: CLOUD_EVENT_HEADERS,
  payload: references.of(PRODUCT_EVENT_SCHEMAS[kind]),
  // What is told about the person as a whole has the person's key on every topic.
  bindings: keyBinding(kind === 'user' ? 'user' : topic.key),
});

function productMessages(topic: Topic, references: SchemaReferences): Record<string, JsonObject> {
  const kinds: readonly PublishedEventKind[] = [...kindsOf(topic), 'user'];
  const tombstone = {
    name: 'tombstone',
    title: 'The entity of the key is gone',
    payload: { type: 'null' },
    bindings: keyBinding(topic.key),
  };
  return {
    ...Object.fromEntries(kinds.map((kind) => [kind, eventMessage(topic, kind, references)])),
    ...(topic.cleanup === 'compact' && { tombstone }),
  };
}

const RAW_BATCH_TOPICS: ReadonlySet<string> = new Set([TOPICS.rawBatches.name, TOPICS.rawBatchesBackfill.name]);

/** Topics between the services: what may be relied on is the key and the headers. */
function serviceMessages(topic: Topic, references: SchemaReferences): Record<string, JsonObject> {
  const isRawBatch = RAW_BATCH_TOPICS.has(topic.name);
  const message = {
    name: 'message',
    contentType: JSON_TYPE,
    title: topic.carries,
    ...(isRawBatch && { headers: headersSchema(Object.values(RAW_BATCH_HEADERS)) }),
    payload: isRawBatch ? references.of(BatchSchema) : { type: 'object' },
    bindings: keyBinding(topic.key),
  };
  return { message };
}

/** The messages of a topic by name. */
export const messagesOf = (topic: Topic, references: SchemaReferences): Record<string, JsonObject> =>
  topic.product ? productMessages(topic, references) : serviceMessages(topic, references);

/** A message that could not be processed: original bytes and key, the reason in headers. */
export const deadLetterOf = (topic: Topic): Record<string, JsonObject> => ({
  deadLetter: {
    name: 'deadLetter',
    title: 'What could not be processed, byte for byte',
    headers: headersSchema(Object.values(DEAD_LETTER_HEADERS)),
    bindings: keyBinding(topic.key),
  },
});
