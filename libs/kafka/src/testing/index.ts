export * from './builders.js';
export * from './memory-output.js';
export * from './stack-control.js';
export * from './test-broker.js';
export * from './until.js';
export * from './topic-config.js';
