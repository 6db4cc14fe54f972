import { newSecret, prefixOf } from './api-key.secret.js';

describe('what lists show of an API key', () => {
  it('is its first twelve characters', () => {
    const secret = newSecret();
    expect(prefixOf(secret)).toBe(secret.slice(0, 12));
  });

  it('is a third at most of a short one', () => {
    expect(prefixOf('trb_secret42')).toBe('trb_');
  });
});
