export * from './gateway-bodies.js';
export * from './gateway-routes.js';
export * from './list.js';
export * from './query-answers.js';
export * from './query-routes.js';
export * from './route.js';
export * from './routes.js';
