export * from './change.query.js';
export type { PlacedSample } from './decoded-chunks.js';
export * from './entity.query.js';
export * from './metric-record.query.js';
export * from './rule.query.js';
export * from './sample.query.js';
export * from './start-page.js';
export * from './zone.query.js';
