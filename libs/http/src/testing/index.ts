export * from './authorization.suite.js';
