/** The one table of topics: creation, docs, ACL examples and dead-letter names derive from it. */
export interface Topic {
  readonly name: string;
  /** What a message is, in one sentence. */
  readonly carries: string;
  /** `tenant/userId`, or that and the entity where the topic is compacted. The partition is always that of `tenant/userId`. */
  readonly key: 'user' | 'entity' | 'place';
  readonly cleanup: 'delete' | 'compact';
  /** Milliseconds; -1 keeps for ever. */
  readonly retentionMs: number;
  readonly maxMessageBytes: number;
  readonly deadLetters: boolean;
  readonly product: boolean;
}

const DAY = 24 * 60 * 60 * 1000;
const MIB = 1024 * 1024;

export const TOPICS = {
  rawBatches: {
    name: 'raw-batches.v1',
    carries: 'A device batch, byte for byte as it came; facts in headers. The source of every rebuild.',
    key: 'user',
    cleanup: 'delete',
    retentionMs: -1,
    maxMessageBytes: 18 * MIB,
    deadLetters: true,
    product: false,
  },
  rawBatchesBackfill: {
    name: 'raw-batches-backfill.v1',
    carries: 'The same for `sync.mode = backfill`, so that history never delays live data.',
    key: 'user',
    cleanup: 'delete',
    retentionMs: -1,
    maxMessageBytes: 18 * MIB,
    deadLetters: true,
    product: false,
  },
  canonicalRecords: {
    name: 'canonical-records.v1',
    carries: 'A run of up to 500 normalized records of one batch.',
    key: 'user',
    cleanup: 'delete',
    retentionMs: 7 * DAY,
    maxMessageBytes: 18 * MIB,
    deadLetters: true,
    product: false,
  },
  canonicalRecordsBackfill: {
    name: 'canonical-records-backfill.v1',
    carries: 'The same for backfill batches: the lane stays separate up to the database.',
    key: 'user',
    cleanup: 'delete',
    retentionMs: 7 * DAY,
    maxMessageBytes: 18 * MIB,
    deadLetters: true,
    product: false,
  },
  samples: {
    name: 'samples.v1',
    carries: 'Changes to recorded samples of one metric and source, up to 500 or about 1 MiB an event.',
    key: 'user',
    cleanup: 'delete',
    retentionMs: 30 * DAY,
    maxMessageBytes: 2 * MIB,
    deadLetters: false,
    product: true,
  },
  workouts: {
    name: 'workouts.v1',
    carries: 'The current state of a resolved workout.',
    key: 'entity',
    cleanup: 'compact',
    retentionMs: -1,
    maxMessageBytes: 18 * MIB,
    deadLetters: false,
    product: true,
  },
  sleepSessions: {
    name: 'sleep-sessions.v1',
    carries: 'The current state of a resolved sleep episode: a night or a nap.',
    key: 'entity',
    cleanup: 'compact',
    retentionMs: -1,
    maxMessageBytes: 2 * MIB,
    deadLetters: false,
    product: true,
  },
  dailySummaries: {
    name: 'daily-summaries.v1',
    carries: 'The current summary of one local day.',
    key: 'entity',
    cleanup: 'compact',
    retentionMs: -1,
    maxMessageBytes: 2 * MIB,
    deadLetters: false,
    product: true,
  },
  categoricalEvents: {
    name: 'categorical-events.v1',
    carries: 'The current state of a categorical record, or of a record of a type the tables do not know.',
    key: 'entity',
    cleanup: 'compact',
    retentionMs: -1,
    maxMessageBytes: 18 * MIB,
    deadLetters: false,
    product: true,
  },
  sourcePriorities: {
    name: 'source-priorities.v1',
    carries: 'The source-priority rules of a tenant or user.',
    key: 'place',
    cleanup: 'compact',
    retentionMs: -1,
    maxMessageBytes: MIB,
    deadLetters: true,
    product: false,
  },
} as const satisfies Record<string, Topic>;

export type TopicId = keyof typeof TOPICS;
export type TopicName = (typeof TOPICS)[TopicId]['name'];

/** Of a topic's largest message, what is left for key, headers and framing: the broker measures the message as it is sent. */
export const MESSAGE_ROOM_BYTES = 16 * 1024;

export const deadLetterTopic = (topic: string): string => `${topic}.dlq`;

/** Dead letters are kept a quarter of a year: long enough to mend a mapping and replay. */
export const DEAD_LETTER_RETENTION_MS = 90 * DAY;
