import { LimitedMap } from './limited-map.js';

describe('a limited memory', () => {
  it('never holds more than its limit, and always what came last', () => {
    const memory = new LimitedMap<number, string>(3);
    for (let key = 0; key < 100; key++) {
      memory.set(key, `of ${String(key)}`);
      expect(memory.size).toBeLessThanOrEqual(3);
      expect(memory.get(key)).toBe(`of ${String(key)}`);
    }
  });

  it('does not forget for what it knows', () => {
    const memory = new LimitedMap<string, number>(2);
    memory.set('a', 1).set('b', 2).set('a', 3);
    expect([...memory]).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
  });
});
