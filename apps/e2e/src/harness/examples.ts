import { readFileSync } from 'node:fs';
import type { Batch } from './sending.js';

export type ExampleName = 'healthkit-batch' | 'health-connect-batch';

/** A batch as an app sends it, byte for byte. */
export const exampleBody = (name: ExampleName): string =>
  readFileSync(new URL(`../../examples/${name}.json`, import.meta.url), 'utf8');

interface ExampleBatch extends Batch {
  readonly records: readonly Record<string, unknown>[];
  readonly deletions: readonly { readonly id: string }[];
}

/** The same batch to look at or to change. */
export const example = (name: ExampleName): ExampleBatch => JSON.parse(exampleBody(name)) as ExampleBatch;
