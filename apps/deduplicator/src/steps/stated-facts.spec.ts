import fc from 'fast-check';
import type { VersionEntry } from '@tributary/store';
import { withVersion } from './identity-entry.js';
import { withStatement } from './stated-facts.js';

const said = (modifiedMs: number, hash: string): VersionEntry => ({
  client: null,
  modifiedMs,
  hash,
  op: 'upsert',
  batchId: `b${modifiedMs}`,
  index: 0,
});

/** What a fact's history is when its statements come in some order. */
const after = (statements: readonly VersionEntry[]): readonly VersionEntry[] =>
  statements.reduce<readonly VersionEntry[]>(
    (history, statement) => withStatement(history, statement) ?? withVersion(history, statement),
    [],
  );

/** `a1..5 b7`: content, time of the first statement, time of the last. */
const text = (history: readonly VersionEntry[]): string =>
  history
    .map(({ hash, modifiedMs, until }) => `${hash}${String(modifiedMs)}${until ? `..${String(until.modifiedMs)}` : ''}`)
    .join(' ');

const statements = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 })
  .map((contents) => contents.map((content, at) => said(at + 1, content)));
const inAnyOrder = statements.chain((list) =>
  fc.shuffledSubarray(list, { minLength: list.length }).map((order) => ({ list, order })),
);

describe('the history of a fact that is told again and again', () => {
  it.each([
    ['is one version while it says the same', 'a1 a2 a3', 'a1..3'],
    ['has one for each change', 'a1 a2 b3 b4 a5', 'a1..2 b3..4 a5'],
    ['begins earlier when an older statement comes late', 'a5 a3', 'a3..5'],
    ['begins earlier than what follows another content', 'a1 b2 a5 a4', 'a1 b2 a4..5'],
    ['is parted by a late statement of another content', 'a1 a5 b3', 'a1 b3 a5'],
    ['is not parted by what comes before or after it', 'a2 a5 b1 c6', 'b1 a2..5 c6'],
    ['does not change when a statement comes again', 'a1 a5 a3 a5 a1', 'a1..5'],
  ])('%s', (_, told, expected) => {
    expect(text(after(told.split(' ').map((one) => said(Number(one.slice(1)), one.slice(0, 1)))))).toBe(expected);
  });

  it('is that of its changes when it is told in order of time', () => {
    fc.assert(
      fc.property(statements, (list) => {
        const changes = list.filter(({ hash }, at) => hash !== list[at - 1]?.hash);
        const until = (at: number): number => (changes[at + 1]?.modifiedMs ?? list.length + 1) - 1;
        const expected = changes.map(({ hash, modifiedMs }, at) =>
          until(at) === modifiedMs ? `${hash}${modifiedMs}` : `${hash}${String(modifiedMs)}..${until(at)}`,
        );
        expect(text(after(list))).toBe(expected.join(' '));
      }),
    );
  });

  it('ends with what was told last, in whatever order it comes', () => {
    fc.assert(
      fc.property(inAnyOrder, ({ list, order }) => {
        const history = after(order);
        const [last, latest] = [history.at(-1), list.at(-1)];
        expect(last?.hash).toBe(latest?.hash);
        expect(last?.until?.modifiedMs ?? last?.modifiedMs).toBe(latest?.modifiedMs);
        expect(history.every(({ hash }, at) => hash !== history[at + 1]?.hash)).toBe(true);
        const contentAt = new Map(list.map(({ modifiedMs, hash }) => [modifiedMs, hash]));
        for (const { hash, modifiedMs, until } of history)
          expect([contentAt.get(modifiedMs), contentAt.get(until?.modifiedMs ?? modifiedMs)]).toEqual([hash, hash]);
      }),
    );
  });

  it('is the same in whatever order equal statements come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 }), (order) => {
        expect(after(order.map((at) => said(at, 'a')))).toEqual(after([1, 5].map((at) => said(at, 'a'))));
      }),
    );
  });
});
