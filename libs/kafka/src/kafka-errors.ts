import { TransientError } from '@tributary/pipeline';
import { PublishRefusedError } from './message.js';

/** The parts of kafkajs' errors that decide; its classes differ between builds, its names do not. */
interface KafkaErrorShape {
  readonly name?: string;
  readonly type?: string;
  readonly cause?: unknown;
}

/** Broker error codes after which the same message fails for ever. */
const REFUSED_TYPES = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_RECORD',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);

/** Errors that building the consumer anew does not mend: a person must act. */
const HOPELESS_TYPES = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'UNSUPPORTED_VERSION',
]);
const HOPELESS_NAMES = new Set([
  'KafkaJSSASLAuthenticationError',
  'KafkaJSNotImplemented',
  'KafkaJSInvariantViolation',
]);

/** The broker no longer counts this member in: what it holds was given to another. */
const LOST_MEMBERSHIP_TYPES = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

const ELECTION_TYPES = new Set([
  'NOT_LEADER_FOR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
]);

const shapeOf = (error: unknown): KafkaErrorShape => (typeof error === 'object' && error !== null ? error : {});

function* causes(error: unknown): Generator<KafkaErrorShape> {
  for (let current = shapeOf(error), depth = 0; depth < 8; current = shapeOf(current.cause), depth += 1) {
    yield current;
    if (current.cause === undefined) return;
  }
}

const someCause = (error: unknown, matches: (shape: KafkaErrorShape) => boolean): boolean =>
  [...causes(error)].some(matches);

/** kafkajs' verdict as one of the two that `Output` promises. The broker's own words stay in `cause`. */
export function toPublishError(error: unknown): TransientError | PublishRefusedError {
  const refusal = [...causes(error)].find(({ type }) => type !== undefined && REFUSED_TYPES.has(type));
  if (refusal !== undefined)
    return new PublishRefusedError(`Kafka refused a message: ${refusal.type ?? ''}`, { cause: error });
  return new TransientError('Kafka did not take the messages', { cause: error });
}

/** True when waiting and building the consumer anew may help: the broker is away, moving, or the topic not there yet. */
export const isRecoverable = (error: unknown): boolean =>
  someCause(error, ({ name }) => name?.startsWith('KafkaJS') === true) &&
  !someCause(error, ({ name, type }) => HOPELESS_NAMES.has(name ?? '') || HOPELESS_TYPES.has(type ?? ''));

const AWAY_NAMES = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
]);

/** No broker answers. */
export const isBrokerAway = (error: unknown): boolean => someCause(error, ({ name }) => AWAY_NAMES.has(name ?? ''));

/** The broker answers and has no such topic. */
export const isTopicUnknown = (error: unknown): boolean =>
  someCause(error, ({ type }) => type === 'UNKNOWN_TOPIC_OR_PARTITION');

export const isMembershipLost = (error: unknown): boolean =>
  someCause(error, ({ type }) => LOST_MEMBERSHIP_TYPES.has(type ?? ''));

export const isRebalancing = (error: unknown): boolean =>
  someCause(error, ({ type }) => type === 'REBALANCE_IN_PROGRESS' || type === 'NOT_COORDINATOR_FOR_GROUP');

/** The broker has the topic or group, but not yet the one that answers for it: topics were just made, a broker just started. */
export const isElecting = (error: unknown): boolean => someCause(error, ({ type }) => ELECTION_TYPES.has(type ?? ''));

/** What may be shown of an error in logs and health checks: its kind, never its payload. */
export function describeError(error: unknown): string {
  if (error instanceof TransientError && error.cause === undefined) return error.message;
  const { name, type } = [...causes(error)].at(-1) ?? {};
  return type ?? name ?? 'unknown error';
}
