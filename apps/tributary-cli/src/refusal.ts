import { isBrokerAway, isTopicUnknown } from '@tributary/kafka';
import { ConfigError } from '@tributary/observability';
import { isOutage } from '@tributary/store/outage';

/** A command that cannot do what it was asked for; the message is for the operator. */
export class CommandRefusal extends Error {
  override readonly name = 'CommandRefusal';
}

/** What the operator can mend is told in words; null for a fault, which needs its stack. */
export function wordsFor(error: unknown): string | null {
  if (error instanceof CommandRefusal || error instanceof ConfigError) return error.message;
  if (isTopicUnknown(error)) return 'There is no such topic; `topics create` makes what is missing.';
  if (isBrokerAway(error)) return 'Kafka does not answer: is KAFKA_BROKERS right?';
  // A socket alone does not say whose it was.
  const isOfMongo = error instanceof Error && error.name.startsWith('Mongo');
  return isOfMongo && isOutage(error) ? 'MongoDB does not answer: is MONGODB_URI right?' : null;
}
