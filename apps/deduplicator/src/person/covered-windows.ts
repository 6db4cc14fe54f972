import type { CoveredWindow } from '@tributary/store';

/** Windows that are remembered of a type: beyond, those that were covered longest ago are forgotten. */
const MOST_WINDOWS = 256;

/**
 * Joins a window in: each instant keeps the newest receipt of a snapshot that covered it, so that the order in which
 * snapshots come does not matter. Ascending and disjoint, as few windows as say it.
 */
export function cover(known: readonly CoveredWindow[], added: CoveredWindow): CoveredWindow[] {
  const all = [...known, added];
  const borders = [...new Set(all.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].sort((a, b) => a - b);
  const joined: { fromMs: number; toMs: number; receivedMs: number }[] = [];
  borders.slice(1).forEach((toMs, index) => {
    const fromMs = borders[index] ?? toMs;
    const over = all.filter((window) => window.fromMs <= fromMs && toMs <= window.toMs);
    if (over.length === 0) return;
    const receivedMs = Math.max(...over.map((window) => window.receivedMs));
    const last = joined.at(-1);
    if (last?.toMs === fromMs && last.receivedMs === receivedMs) last.toMs = toMs;
    else joined.push({ fromMs, toMs, receivedMs });
  });
  if (joined.length <= MOST_WINDOWS) return joined;
  const oldest = Math.min(...joined.map(({ receivedMs }) => receivedMs));
  return joined.filter(({ receivedMs }) => receivedMs > oldest);
}

/** Whether the windows leave no instant of `[fromMs, toMs]` out. */
export function isCovered(windows: readonly CoveredWindow[], fromMs: number, toMs: number): boolean {
  let reachedMs = fromMs;
  for (const window of windows) {
    if (window.fromMs > reachedMs) return false;
    reachedMs = Math.max(reachedMs, window.toMs);
    if (reachedMs > toMs) return true;
  }
  return false;
}
