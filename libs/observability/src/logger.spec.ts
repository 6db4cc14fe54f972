import { ConfigError } from './config.js';
import { createLogger } from './logger.js';

describe('the logger', () => {
  it('writes one JSON line with the service, the level as a word and the time', () => {
    const lines: string[] = [];
    const logger = createLogger('normalizer', { destination: { write: (line: string) => void lines.push(line) } });
    logger.warn({ token: 'trb_secret', headers: { authorization: 'Bearer x' }, batches: 3 }, 'degraded');
    logger.debug('not at this level');
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({
      service: 'normalizer',
      level: 'warn',
      msg: 'degraded',
      batches: 3,
      token: '[redacted]',
    });
    expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(lines[0]).not.toContain('Bearer');
  });

  it('refuses a level that is none as a wrong setting, without repeating it', () => {
    const create = () => createLogger('normalizer', { level: 'verbose' });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(/LOG_LEVEL must be one of .*debug, info, warn, error/);
    expect(create).not.toThrow('verbose');
    expect(createLogger('normalizer', { level: 'silent' }).level).toBe('silent');
  });
});
