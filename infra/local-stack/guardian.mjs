/**
 * Runs beside whoever started servers and outlives it, so that nothing lingers even after a SIGKILL: its stdin is a pipe
 * from the owner, and the end of that pipe means the owner is gone. Lines: `{"watch":pid}`, `{"forget":pid}`, `{"remove":"dir"}`.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, signalGroup } from './process-group.mjs';

const GRACE_MS = 15_000;
const watched = new Set();
const folders = new Set();

for await (const line of createInterface({ input: process.stdin })) {
  const { watch, forget, remove } = JSON.parse(line);
  if (watch) watched.add(watch);
  if (forget) watched.delete(forget);
  if (remove) folders.add(remove);
}

for (const pid of watched) signalGroup(pid, 'SIGTERM');
const deadline = Date.now() + GRACE_MS;
while ([...watched].some(isAlive) && Date.now() < deadline) await sleep(100);
for (const pid of watched) signalGroup(pid, 'SIGKILL');
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
