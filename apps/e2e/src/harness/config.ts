import { fileURLToPath } from 'node:url';

/** Where the test stack of this run is; the set-up of the end-to-end tests puts it into the environment. */
export interface StackAddress {
  readonly kafkaBrokers: string;
  readonly mongodbUri: string;
}

export const repository = fileURLToPath(new URL('../../../..', import.meta.url));

/** @throws Error when no stack was started for this run. */
export function stackAddress(): StackAddress {
  const { KAFKA_BROKERS: kafkaBrokers, MONGODB_URI: mongodbUri } = process.env;
  if (!kafkaBrokers || !mongodbUri) throw new Error('End-to-end specs need KAFKA_BROKERS and MONGODB_URI');
  return { kafkaBrokers, mongodbUri };
}

/** The database server of the stack with a database of the specs' own. */
export const databaseUri = (database: string): string =>
  stackAddress().mongodbUri.replace(/^(mongodb:\/\/[^/?]+)(\/[^?]*)?/, `$1/${database}`);

/** What a service inherits beside its own settings: nothing of the test runner but the way to find programs. */
export const inheritedEnv = (): Record<string, string> => ({ PATH: process.env['PATH'] ?? '' });

/** A Python that has the client of the example subscriber; null: none is named. */
export const givenPython = (): string | null => process.env['SUBSCRIBER_PYTHON'] ?? null;
