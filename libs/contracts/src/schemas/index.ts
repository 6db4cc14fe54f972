export * from './compatibility.js';
export * from './components.js';
export * from './product-events.js';
export * from './published-contract.js';
