export const ALL_SERVICES = ['ingest-gateway', 'normalizer', 'deduplicator', 'query-api'];
