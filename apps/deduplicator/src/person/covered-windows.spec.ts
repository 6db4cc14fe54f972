import type { CoveredWindow } from '@tributary/store';
import { cover, isCovered } from './covered-windows.js';

const window = (fromMs: number, toMs: number, receivedMs: number) => ({ fromMs, toMs, receivedMs });
const coverAll = (windows: readonly CoveredWindow[]) =>
  windows.reduce<ReturnType<typeof cover>>((known, each) => cover(known, each), []);

describe('windows that snapshots covered', () => {
  it('keep the newest receipt of each instant, whatever came first', () => {
    const [a, b, c] = [window(0, 10, 1), window(5, 20, 3), window(8, 12, 2)];
    const expected = [window(0, 5, 1), window(5, 20, 3)];
    for (const order of [
      [a, b, c],
      [c, b, a],
      [b, c, a],
      [c, a, b],
    ])
      expect(coverAll(order)).toEqual(expected);
  });

  it('join where they touch with the same receipt, and leave gaps', () => {
    expect(coverAll([window(10, 20, 1), window(0, 10, 1), window(30, 40, 1)])).toEqual([
      window(0, 20, 1),
      window(30, 40, 1),
    ]);
  });

  it('of one app are kept beside those of another and those of all', () => {
    const [all, a, more, b] = [
      window(5, 15, 1),
      { ...window(0, 10, 2), app: 'a' },
      { ...window(10, 20, 2), app: 'a' },
      { ...window(0, 10, 2), app: 'b' },
    ];
    const expected = [{ ...window(0, 20, 2), app: 'a' }, b, all];
    for (const order of [
      [all, a, more, b],
      [b, more, a, all],
    ])
      expect(coverAll(order)).toEqual(expected);
  });

  it('forget what was covered longest ago beyond 256 windows', () => {
    const windows = Array.from({ length: 257 }, (_, at) => window(10 * at, 10 * at + 5, at));
    const kept = coverAll(windows);
    expect([kept.length, kept[0]]).toEqual([256, window(10, 15, 1)]);
  });

  it('cover a stretch where no instant of it is left out; the end of a window is not in it', () => {
    const windows = [window(0, 10, 1), window(10, 20, 2), window(25, 30, 2)];
    expect(isCovered(windows, 3, 19)).toBe(true);
    expect(isCovered(windows, 3, 20)).toBe(false);
    expect(isCovered(windows, 3, 26)).toBe(false);
    expect(isCovered(windows, -1, 5)).toBe(false);
    expect(isCovered([], 0, 0)).toBe(false);
  });
});
