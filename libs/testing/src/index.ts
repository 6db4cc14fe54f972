export * from './canonical-builders.js';
export * from './wait-for.js';
