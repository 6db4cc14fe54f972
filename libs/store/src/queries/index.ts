export * from './change.query.js';
export * from './entity.query.js';
export * from './metric-record.query.js';
export type { PlacedSample } from './placed-samples.js';
export type { RowRun } from './row-runs.js';
export * from './sample.query.js';
export * from './start-page.js';
export * from './zone.query.js';
