export * from './config.js';
export * from './health.js';
export * from './logger.js';
export * from './metric-names.js';
export * from './metrics.js';
export * from './niceness.js';
export { traceparentOf } from './traceparent.js';
