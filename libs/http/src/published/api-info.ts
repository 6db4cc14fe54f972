import type { HttpApp } from '@tributary/contracts';

/** Version of the contract, not of the build: the major one stands in every path and topic name. */
export const API_VERSION = '1.0.0';

const ERRORS =
  'Errors are RFC 9457 problem details whose `code` is from a closed table; a path that exists answers 405 to another method, with `Allow`. A value that was sent is never echoed.';

export const TITLES: Readonly<Record<HttpApp, { readonly title: string; readonly description: string }>> = {
  'ingest-gateway': {
    title: 'Tributary ingest gateway',
    description: `Takes everything that changes something: batches of raw records, people, keys and rules. ${ERRORS}`,
  },
  'query-api': {
    title: 'Tributary query API',
    description: `Only reads: records, resolved values, and how they came about. Windows are half-open, instants RFC 3339 UTC with milliseconds; no data is null or an absent row, never 0. ${ERRORS}`,
  },
};

export const EVENTS_TITLE = {
  title: 'Tributary topics',
  description:
    'All messages of one person lie in one partition of each topic, in order: the partition is murmur2 (as in the Java client) of `tenant/userId` alone, modulo the partitions. On compacted topics a deleted entity is followed by a null value for its key.',
};
