import type { Logger } from '@tributary/observability';
import type { logCreator, LogEntry } from 'kafkajs';
import { logLevel } from './kafkajs.js';

/** Fields of kafkajs' log entries that are safe and useful; everything else (requests, payloads, stacks) stays out. */
const SAFE_FIELDS = [
  'broker',
  'groupId',
  'memberId',
  'topic',
  'partition',
  'offset',
  'retryCount',
  'retryTime',
  'error',
] as const;

/** These complain about each attempt to connect; our own lines tell when the broker goes away and comes back. */
const CHATTY = new Set(['Connection', 'BrokerPool', 'Cluster']);

/** A level says who must act: what kafkajs calls an error is something it repeats by itself, so degraded without loss. */
const levelOf = ({ level, namespace }: LogEntry): 'warn' | 'debug' =>
  level === logLevel.ERROR && !CHATTY.has(namespace) ? 'warn' : 'debug';

/** kafkajs' log as lines of the service's own logger. */
export function kafkajsLog(logger: Logger): logCreator {
  const target = logger.child({ component: 'kafkajs' });
  return () => (entry: LogEntry) => {
    const { namespace, log } = entry;
    const fields: Record<string, unknown> = { namespace };
    for (const name of SAFE_FIELDS)
      if (typeof log[name] !== 'object' && log[name] !== undefined) fields[name] = log[name];
    target[levelOf(entry)](fields, log.message);
  };
}
