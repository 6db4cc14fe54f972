import { RequestFailure } from '@tributary/http';
import { keyCursor, listTag, startCursor, toPage } from './page.js';

const TAG = listTag('listSamples', { limit: 2 }, 'u');
const rows = [1, 2, 3].map((startMs) => ({ startMs, id: `r${String(startMs)}` }));
const pageOf = (limit: number) =>
  toPage(
    rows,
    limit,
    TAG,
    ({ startMs, id }) => [startMs, id],
    ({ id }) => id,
  );

describe('a page', () => {
  it('of which one more row was read leads to the next', () => {
    const { data, nextCursor } = pageOf(2);
    expect(data).toEqual(['r1', 'r2']);
    expect(startCursor({ cursor: String(nextCursor) }, TAG)).toEqual({ after: { startMs: 2, id: 'r2' } });
  });

  it('that has all rows is the last', () => {
    expect(pageOf(3)).toEqual({ data: ['r1', 'r2', 'r3'], nextCursor: null });
  });

  it('without a cursor is the first', () => {
    expect(startCursor({}, TAG)).toEqual({});
    expect(keyCursor({}, TAG, 'number')).toBeNull();
  });
});

describe('a cursor', () => {
  it('holds for its list, parameters and person, whatever the order and the limit', () => {
    const query = { metric: 'steps', from: '2026-03-10', limit: 5 };
    const same = { limit: 7, cursor: 'x', from: '2026-03-10', metric: 'steps' };
    const tag = listTag('listSamples', query, 'u');
    expect(tag).toBe(listTag('listSamples', same, 'u'));
    expect(tag).not.toBe(listTag('listSamples', { ...query, from: '2026-03-11' } as object, 'u'));
    expect(tag).not.toBe(listTag('listEvents', query, 'u'));
    expect(tag).not.toBe(listTag('listSamples', query, 'v'));
  });

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['that is no JSON', 'x'],
    ['that is no list', encode({ tag: TAG })],
    ['of another list', encode(['00000000', 1, 'a'])],
    ['with a key of another kind', encode([TAG, '1', 'a'])],
    ['with a key missing', encode([TAG, 1])],
  ])('%s is refused', (_title, cursor) => {
    expect(() => startCursor({ cursor }, TAG)).toThrow(RequestFailure);
  });
});
