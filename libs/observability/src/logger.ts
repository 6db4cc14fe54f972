import { ConfigError } from './config.js';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/**
 * Fields that could carry a credential or a person's data are cut wherever a caller puts them. The rule stays: log
 * codes, counts and ids of batches, never values.
 */
const REDACTED = [
  'authorization',
  'token',
  'secret',
  'password',
  'value',
  'body',
  'headers.authorization',
  'req.headers',
];

export interface LoggerOptions {
  /** pino level; error = someone must act, warn = degraded without loss, info = lifecycle, debug = per batch. */
  readonly level?: string;
  readonly destination?: DestinationStream;
}

const LEVELS: ReadonlySet<string> = new Set([...Object.keys(pino.levels.values), 'silent']);

/**
 * JSON lines on stdout with `service`, `level` as a word and `time` as RFC 3339.
 * @throws ConfigError for a level that is none: it comes from the environment.
 */
export function createLogger(service: string, options: LoggerOptions = {}): Logger {
  const level = options.level ?? 'info';
  if (!LEVELS.has(level)) throw new ConfigError([`LOG_LEVEL must be one of ${[...LEVELS].join(', ')}`]);
  const settings = {
    level,
    base: { service },
    redact: { paths: REDACTED, censor: '[redacted]' },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
