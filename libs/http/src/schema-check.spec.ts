import { Type } from 'typebox';
import { RequestFailure } from './request-failure.js';
import { createQueryCheck } from './schema-check.js';

const check = createQueryCheck(
  Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    after: Type.Integer({ minimum: 0, default: 0 }),
    kinds: Type.Optional(Type.String()),
  }),
);

describe('a query', () => {
  it.each([
    [{}, { after: 0 }],
    [
      { limit: '5', after: '12', kinds: '7' },
      { limit: 5, after: 12, kinds: '7' },
    ],
    [
      { limit: '05', secret: 'x' },
      { limit: 5, after: 0 },
    ],
  ])('%j is read', (query, expected) => {
    expect(check(query)).toEqual(expected);
  });

  it.each([
    ['limit', 'true'],
    ['limit', '5.7'],
    ['limit', ' 5'],
    ['limit', '0x10'],
    ['limit', '1e2'],
    ['limit', ''],
    ['limit', ['5', '6']],
    ['limit', '0'],
    ['limit', '1001'],
    ['after', '-1'],
    ['after', '99999999999999999999'],
    ['kinds', ['a', 'b']],
  ])('is refused for %s=%j', (name, value) => {
    try {
      check({ [name]: value });
      throw new Error('It was accepted');
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      expect(error.errors.map(({ path, code }) => [path, code])).toEqual([[name, 'query_invalid']]);
    }
  });
});
