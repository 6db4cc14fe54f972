export * from './dead-letter-limit.js';
export * from './each.js';
export * from './outcome.js';
export * from './retry.js';
export * from './settle.js';
