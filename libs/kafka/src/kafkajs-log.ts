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

/**
 * kafkajs says error for each connection attempt that it repeats by itself. Here a level says who must act, so its
 * errors are warnings (degraded, no loss) and its lifecycle chatter is for debugging.
 */
const LEVELS: Readonly<Record<number, 'warn' | 'debug'>> = { [logLevel.ERROR]: 'warn', [logLevel.WARN]: 'warn' };

/** kafkajs' log as lines of the service's own logger. */
export function kafkajsLog(logger: Logger): logCreator {
  const target = logger.child({ component: 'kafkajs' });
  return () =>
    ({ namespace, level, log }: LogEntry) => {
      const fields: Record<string, unknown> = { namespace };
      for (const name of SAFE_FIELDS)
        if (typeof log[name] !== 'object' && log[name] !== undefined) fields[name] = log[name];
      target[LEVELS[level] ?? 'debug'](fields, log.message);
    };
}
