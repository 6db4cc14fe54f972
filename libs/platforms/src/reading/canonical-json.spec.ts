import fc from 'fast-check';
import { canonicalJson, numberText } from './canonical-json.js';

describe('canonical JSON', () => {
  it('is one text for one content', () => {
    expect(canonicalJson({ b: [1, 'x'], a: { d: null, c: true } })).toBe('{"a":{"c":true},"b":[1,"x"]}');
    expect(canonicalJson({ a: { c: true }, b: [1, 'x'] })).toBe('{"a":{"c":true},"b":[1,"x"]}');
  });

  it('treats keys of the prototype like others', () => {
    expect(canonicalJson(JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'))).toBe(
      '{"__proto__":{"x":1},"constructor":2}',
    );
  });

  it('has the same number for a value that went through another unit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        fc.constantFrom(0.45359237, 4.184, 1.609344, 6.35029318),
        (value, factor) => {
          const near = Number(numberText((value / factor) * factor));
          expect(Math.abs(near - Number(numberText(value))) / value).toBeLessThan(1e-12);
        },
      ),
    );
    expect(numberText((71.35 / 0.45359237) * 0.45359237)).toBe(numberText(71.35));
  });

  it('keeps whole numbers', () => {
    expect(numberText(10_000)).toBe('10000');
    expect(numberText(-3)).toBe('-3');
  });
});
