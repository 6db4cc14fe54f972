import type { Logger } from '@tributary/observability';
import { Kafka } from './kafkajs.js';
import { kafkajsLog } from './kafkajs-log.js';

export interface KafkaAddress {
  /** host:port of some of the brokers. */
  readonly brokers: readonly string[];
  /** Name of the service in the broker's logs. */
  readonly clientId: string;
  readonly logger: Logger;
}

const CONNECT_WITHIN_MS = 3_000;
const ANSWER_WITHIN_MS = 15_000;

/** Attempts after the first, of connections too; with their pauses some seven seconds. */
const RETRIES = 6;

/** Of consumers, with the pauses of `openKafka`. kafkajs does not start them anew after a crash: who runs them does. */
export const CONSUMER_RETRY = { retries: 5, restartOnFailure: () => Promise.resolve(false) } as const;

/** kafkajs with the deadlines that everything here counts on. Connects to nothing yet. */
export const openKafka = ({ brokers, clientId, logger }: KafkaAddress, retries = RETRIES): Kafka =>
  new Kafka({
    brokers: [...brokers],
    clientId,
    logCreator: kafkajsLog(logger),
    connectionTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries },
  });
