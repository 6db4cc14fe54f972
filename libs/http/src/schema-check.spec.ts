import { Type } from 'typebox';
import { RequestFailure } from './request-failure.js';
import { createQueryCheck } from './schema-check.js';

const check = createQueryCheck(
  Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    after: Type.Integer({ minimum: 0, default: 0 }),
    kinds: Type.Optional(Type.String()),
    view: Type.Optional(Type.Union([Type.Literal('resolved'), Type.Literal('recorded')])),
  }),
);

/** What is wrong with a query. */
function errorsOf(query: object): readonly unknown[] {
  try {
    check(query);
  } catch (error) {
    if (error instanceof RequestFailure) return error.errors;
    throw error;
  }
  return [];
}

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
    ['view', 'both'],
  ])('is refused for %s=%j', (name, value) => {
    expect(errorsOf({ [name]: value })).toEqual([
      { path: name, code: 'query_invalid', detail: expect.any(String) as unknown },
    ]);
  });

  it('is told the values of a closed list', () => {
    expect(errorsOf({ view: 'both' })).toEqual([
      { path: 'view', code: 'query_invalid', detail: 'must be one of resolved, recorded' },
    ]);
  });
});
