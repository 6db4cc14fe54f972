import { setTimeout as pause } from 'node:timers/promises';

/** Polls until `read` gives something other than null; fails after the deadline, naming what was waited for. */
export async function waitFor<T>(
  what: string,
  read: () => Promise<T | null>,
  deadlineMs = 20_000,
  intervalMs = 50,
): Promise<T> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    const found = await read();
    if (found !== null) return found;
    if (Date.now() > until) throw new Error(`Waited ${String(deadlineMs)} ms for ${what}`);
    await pause(intervalMs);
  }
}
