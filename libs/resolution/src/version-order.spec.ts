import { compareVersions, isBuried } from './version-order.js';

const version = (client: number | null, modifiedMs: number | null, hash = 'a') => ({ client, modifiedMs, hash });

describe('versions of one identity', () => {
  it.each([
    ['a client version before none', version(0, null), version(null, 99)],
    ['the larger client version, whenever it was modified', version(2, 1), version(1, 9)],
    ['the later change at equal client versions', version(1, 2), version(1, 1, 'z')],
    ['any change before none', version(null, 0), version(null, null, 'z')],
    ['the larger hash when nothing else differs', version(null, null, 'b'), version(null, null, 'a')],
  ])('are ordered: %s', (_rule, newer, older) => {
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, newer)).toBe(0);
  });
});

describe('a delete', () => {
  it.each([
    ['hides everything when it is final', version(9, 200), true, true],
    ['hides a version modified before it', version(9, 99), false, true],
    ['hides a version modified at the same time', version(9, 100), false, true],
    ['hides a version that does not say when it was modified', version(9, null), false, true],
    ['lets a version live that was modified after it', version(null, 101), false, false],
  ])('%s', (_rule, stored, final, buried) => {
    expect(isBuried(stored, { deletedMs: 100, final })).toBe(buried);
  });
});
