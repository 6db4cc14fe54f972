import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@tributary/observability';

/** Nest's own lines in our log; what it says while starting is only of interest to a developer. */
export const createNestLogger = (logger: Logger): LoggerService => ({
  log: (message: unknown) => {
    logger.debug({ message }, 'nest');
  },
  warn: (message: unknown) => {
    logger.warn({ message }, 'nest');
  },
  error: (message: unknown, ...details: unknown[]) => {
    logger.error(message instanceof Error ? { err: message } : { message, details }, 'nest');
  },
});
