import { ConfigError } from '@tributary/observability';
import { readConfig } from './config.js';

const withKey = (key: string) => () => readConfig({ TRIBUTARY_BOOTSTRAP_API_KEY: key });

describe('the bootstrap key', () => {
  it.each([
    ['32 characters of base64url', `trb_${'aZ0_-'.repeat(6)}aZ`],
    ['64 hexadecimal digits', `trb_${'0f'.repeat(32)}`],
  ])('may be trb_ and %s', (_title, key) => {
    expect(withKey(key)().bootstrapKey).toBe(key);
  });

  it.each([
    ['is short', 'trb_secret42'],
    ['has 31 characters', `trb_${'k'.repeat(31)}`],
    ['does not begin as keys do', 'k'.repeat(40)],
    ['holds a blank', `trb_${'k'.repeat(20)} ${'k'.repeat(20)}`],
  ])('that %s is refused at start, and not repeated', (_title, key) => {
    expect(withKey(key)).toThrow(ConfigError);
    expect(withKey(key)).toThrow(/TRIBUTARY_BOOTSTRAP_API_KEY must be/);
    expect(withKey(key)).not.toThrow(key);
  });
});
