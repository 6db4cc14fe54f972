import type { CoveredWindow } from '@tributary/store';

/** Windows that are remembered of a type: beyond, those that were covered longest ago are forgotten. */
const MOST_WINDOWS = 256;

/**
 * Joins a window in: each instant keeps the newest receipt of a snapshot of the same app that covered it, so that the
 * order in which snapshots come does not matter. Ascending, those of an app disjoint and as few as say it.
 */
export function cover(known: readonly CoveredWindow[], added: CoveredWindow): CoveredWindow[] {
  const ofOthers = known.filter(({ app }) => app !== added.app);
  const ofApp = known.filter(({ app }) => app === added.app);
  const windows = [...ofOthers, ...joined([...ofApp, added])].sort(byStart);
  if (windows.length <= MOST_WINDOWS) return windows;
  const oldest = Math.min(...windows.map(({ receivedMs }) => receivedMs));
  return windows.filter(({ receivedMs }) => receivedMs > oldest);
}

const byStart = (a: CoveredWindow, b: CoveredWindow): number =>
  a.fromMs - b.fromMs || ((a.app ?? '') < (b.app ?? '') ? -1 : 1);

/** Windows of one app, disjoint. */
function joined(all: readonly CoveredWindow[]): CoveredWindow[] {
  const borders = [...new Set(all.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].sort((a, b) => a - b);
  const windows: { -readonly [Key in keyof CoveredWindow]: CoveredWindow[Key] }[] = [];
  borders.slice(1).forEach((toMs, index) => {
    const fromMs = borders[index] ?? toMs;
    const over = all.filter((window) => window.fromMs <= fromMs && toMs <= window.toMs);
    const [first] = over;
    if (!first) return;
    const receivedMs = Math.max(...over.map((window) => window.receivedMs));
    const last = windows.at(-1);
    if (last?.toMs === fromMs && last.receivedMs === receivedMs) last.toMs = toMs;
    else windows.push({ ...first, fromMs, toMs, receivedMs });
  });
  return windows;
}

/** Whether the windows, ascending, leave no instant of `[fromMs, toMs]` out. */
export function isCovered(windows: readonly CoveredWindow[], fromMs: number, toMs: number): boolean {
  let reachedMs = fromMs;
  for (const window of windows) {
    if (window.fromMs > reachedMs) return false;
    reachedMs = Math.max(reachedMs, window.toMs);
    if (reachedMs > toMs) return true;
  }
  return false;
}
