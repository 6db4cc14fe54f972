export { type ZoneEntry, addDays } from './calendar.js';
export { type LoadBatch, type LoadOptions, loadBatches } from './load/load-batches.js';
export { type Person, type PersonOptions, type SimulatedDay, createPerson } from './person.js';
export type { DayTruth, Tally } from './truth.js';
export type { SimulatedBatch, WireRecord } from './wire.js';
