import type { Rejected, Traced } from './outcome.js';

/** Where outcomes go. `publish` resolves when every message is durable, and rejects when one may not be. */
export interface Outputs<Source, T, Message> {
  /** The message of a value that passed. */
  readonly toMessage: (value: T, source: Source) => Message;
  /** The dead letter of one that did not: original bytes and key, reason in headers. */
  readonly toDeadLetter: (rejection: Rejected, source: Source) => Message;
  readonly publish: (messages: readonly Message[]) => Promise<void>;
  readonly count: (tally: Tally<Source, T>) => void;
}

/** What was settled, for metrics. */
export interface Tally<Source, T> {
  readonly published: { readonly value: T; readonly source: Source }[];
  readonly rejected: { readonly outcome: Rejected; readonly source: Source }[];
}

/**
 * Ends a pipeline: publishes what is ok, writes dead letters for what is not, in the order of the items, and counts.
 * Returns only when all of it is durable, so the caller may then move its offset. Counts after the fact: a retry does
 * not count twice.
 */
export async function settle<Source, T, Message>(
  items: readonly Traced<Source, T>[],
  outputs: Outputs<Source, T, Message>,
): Promise<void> {
  const messages: Message[] = [];
  const tally: Tally<Source, T> = { published: [], rejected: [] };
  for (const { source, outcome } of items) {
    if (outcome.kind === 'ok') {
      messages.push(outputs.toMessage(outcome.value, source));
      tally.published.push({ value: outcome.value, source });
    } else {
      messages.push(outputs.toDeadLetter(outcome, source));
      tally.rejected.push({ outcome, source });
    }
  }
  if (messages.length > 0) await outputs.publish(messages);
  outputs.count(tally);
}
