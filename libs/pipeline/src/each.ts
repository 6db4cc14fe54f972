import { ok, type Outcome, type Traced } from './outcome.js';

/** A step answers one outcome for one value, or throws `TransientError` when a dependency is away. */
export type Step<In, Out, Source> = (value: In, source: Source) => Outcome<Out> | Promise<Outcome<Out>>;
/** A step that makes several values, or refuses parts, of one. */
export type FanOutStep<In, Out, Source> = (
  value: In,
  source: Source,
) => readonly Outcome<Out>[] | Promise<readonly Outcome<Out>[]>;

/** Starts a pipeline: every input is ok and remembers itself. */
export const begin = <Source>(inputs: readonly Source[]): Traced<Source, Source>[] =>
  inputs.map((source) => ({ source, outcome: ok(source) }));

/** Runs a step on everything that is still ok, in order; what was rejected before passes by unchanged. */
export function each<Source, In, Out>(
  items: readonly Traced<Source, In>[],
  step: Step<In, Out, Source>,
): Promise<Traced<Source, Out>[]> {
  return fanOut<Source, In, Out>(items, async (value, source) => [await step(value, source)]);
}

/** Like `each` for a step with several outcomes per value; they keep their order and their common source. */
export async function fanOut<Source, In, Out>(
  items: readonly Traced<Source, In>[],
  step: FanOutStep<In, Out, Source>,
): Promise<Traced<Source, Out>[]> {
  const results: Traced<Source, Out>[] = [];
  for (const { source, outcome } of items) {
    if (outcome.kind !== 'ok') results.push({ source, outcome });
    else for (const next of await step(outcome.value, source)) results.push({ source, outcome: next });
  }
  return results;
}
