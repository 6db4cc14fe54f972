import type { Connection } from 'mongoose';
import type { StoreCircuit } from './store-circuit.js';

/** The access collections for callers who must not wait for a database that is away. */
export class AccessStore {
  constructor(
    private readonly connection: Connection,
    private readonly circuit: StoreCircuit,
  ) {}

  /** @throws StoreAwayError soon, and at once while the outage lasts. */
  run<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.circuit.run(() => work(this.connection));
  }
}
