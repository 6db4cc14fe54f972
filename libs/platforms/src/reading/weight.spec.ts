import { MAX_DEPTH, weigh } from './weight.js';

const nested = (depth: number): object => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as object;

describe('the weight of a record', () => {
  it('fits up to 8 MiB', () => {
    expect(weigh({ text: 'x'.repeat(8_000_000) })).toBe('fits');
    expect(weigh({ text: 'x'.repeat(9_000_000) })).toBe('too_large');
    expect(weigh({ list: Array.from({ length: 1_000_000 }, () => 0.5) })).toBe('too_large');
  });

  it('counts what a lone surrogate becomes in JSON', () => {
    expect(weigh({ text: '\ud800'.repeat(2_000_000) })).toBe('too_large');
  });

  it('is refused when nested too deep, without a recursion of its own', () => {
    expect(weigh({ a: nested(MAX_DEPTH) })).toBe('fits');
    expect(weigh({ a: nested(MAX_DEPTH + 1) })).toBe('too_deep');
    expect(weigh({ a: nested(200_000) })).toBe('too_deep');
  });
});
