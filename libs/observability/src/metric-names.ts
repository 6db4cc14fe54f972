/** One metric: what it is called outside, what it means, which labels it has. Labels come from closed sets, never from users. */
export interface MetricRow {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, in the unit that the name ends with. */
  readonly buckets?: readonly number[];
}

const FAST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SLOW_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800];

/** The one table of metrics of all services. */
export const METRICS = {
  httpRequests: {
    name: 'tributary_http_requests_total',
    help: 'HTTP requests by operation of the route table and status; cut: the connection ended before the answer',
    type: 'counter',
    labels: ['operation', 'status'],
  },
  httpDuration: {
    name: 'tributary_http_request_duration_seconds',
    help: 'Time from the request head to the end of the answer',
    type: 'histogram',
    labels: ['operation'],
    buckets: FAST_SECONDS,
  },
  batches: {
    name: 'tributary_batches_total',
    help: 'Device batches by outcome: accepted, repeated, or a failure code',
    type: 'counter',
    labels: ['outcome'],
  },
  batchBytes: {
    name: 'tributary_batch_bytes_total',
    help: 'Bytes of accepted device batches as received',
    type: 'counter',
    labels: [],
  },
  records: {
    name: 'tributary_records_total',
    help: 'Raw records and deletions by step and outcome: ok, an outcome of the receipt, or a failure code',
    type: 'counter',
    labels: ['step', 'outcome'],
  },
  warnings: {
    name: 'tributary_record_warnings_total',
    help: 'Warnings on records by code',
    type: 'counter',
    labels: ['code'],
  },
  samples: {
    name: 'tributary_samples_total',
    help: 'Canonical samples that a step let through',
    type: 'counter',
    labels: ['step'],
  },
  deadLetters: {
    name: 'tributary_dead_letters_total',
    help: 'Messages written to a dead-letter topic, by topic of origin, step and code',
    type: 'counter',
    labels: ['topic', 'step', 'code'],
  },
  consumerLagRecords: {
    name: 'tributary_consumer_lag_records',
    help: 'Messages of a partition that are not handled yet',
    type: 'gauge',
    labels: ['group', 'topic', 'partition'],
  },
  consumerLagSeconds: {
    name: 'tributary_consumer_lag_seconds',
    help: 'Age of the oldest fetched message of a partition that is not handled yet; 0 when caught up',
    type: 'gauge',
    labels: ['group', 'topic', 'partition'],
  },
  consumedMessages: {
    name: 'tributary_consumed_messages_total',
    help: 'Messages handled and committed',
    type: 'counter',
    labels: ['group', 'topic'],
  },
  consumedBatchDuration: {
    name: 'tributary_consumed_batch_duration_seconds',
    help: 'Time from a fetched batch to its last durable outcome, retries included',
    type: 'histogram',
    labels: ['group', 'topic'],
    buckets: FAST_SECONDS,
  },
  consumerRetries: {
    name: 'tributary_consumer_retries_total',
    help: 'Times a batch was tried again because a dependency was away',
    type: 'counter',
    labels: ['group', 'topic'],
  },
  consumerRestarts: {
    name: 'tributary_consumer_restarts_total',
    help: 'Times a consumer was built anew after it lost its broker',
    type: 'counter',
    labels: ['group'],
  },
  rebalances: {
    name: 'tributary_consumer_rebalances_total',
    help: 'Times a consumer joined its group',
    type: 'counter',
    labels: ['group'],
  },
  produceDuration: {
    name: 'tributary_produce_duration_seconds',
    help: 'Time of one send to Kafka until every replica in sync has it',
    type: 'histogram',
    labels: [],
    buckets: FAST_SECONDS,
  },
  producedMessages: {
    name: 'tributary_produced_messages_total',
    help: 'Messages acknowledged by Kafka',
    type: 'counter',
    labels: ['topic'],
  },
  produceFailures: {
    name: 'tributary_produce_failures_total',
    help: 'Publishes that failed: transient, deadline, queue_full, refused',
    type: 'counter',
    labels: ['kind'],
  },
  produceQueueBytes: {
    name: 'tributary_produce_queue_bytes',
    help: 'Bytes that wait for a send or its acknowledgement',
    type: 'gauge',
    labels: [],
  },
  freshness: {
    name: 'tributary_freshness_seconds',
    help: 'Time from the receipt of a batch until its records can be queried, by origin',
    type: 'histogram',
    labels: ['origin'],
    buckets: SLOW_SECONDS,
  },
  indicator: {
    name: 'tributary_health_indicator',
    help: '1 when an indicator of /health/ready is healthy, else 0',
    type: 'gauge',
    labels: ['indicator'],
  },
} as const satisfies Record<string, MetricRow>;

type Table = typeof METRICS;
type IdsOf<Type extends MetricRow['type']> = {
  [Id in keyof Table]: Table[Id]['type'] extends Type ? Id : never;
}[keyof Table];

export type CounterId = IdsOf<'counter'>;
export type GaugeId = IdsOf<'gauge'>;
export type HistogramId = IdsOf<'histogram'>;
export type MetricId = keyof Table;
/** Exactly the labels of a metric's row. */
export type LabelsOf<Id extends MetricId> = Readonly<Record<Table[Id]['labels'][number], string>>;
