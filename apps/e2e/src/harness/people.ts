import { randomUUID } from 'node:crypto';
import type { Platform } from '@tributary/contracts';
import { createPerson, type SimulatedBatch } from '@tributary/simulator';
import type { Person } from './sending.js';

/** A person of one spec: nobody else uses the id, in this run or another. */
export const aUserId = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;

const PLATFORMS: readonly Platform[] = ['healthkit', 'health_connect'];
const FIRST_DAY = '2026-10-05';

/** The batches of a simulated person in Berlin, the same for the same seed, in the order in which the phone sends them. */
export function batchesOf(seed: string, platform: Platform, days: number): SimulatedBatch[] {
  const zonePlan = [{ from: FIRST_DAY, zone: 'Europe/Berlin' }];
  const person = createPerson({ seed, platform, zonePlan, start: FIRST_DAY, days });
  return person.dates.flatMap((date) => person.day(date).batches);
}

/** One person on each platform, whose load a fault is to hit. */
export const aPersonOfEach = (name: string, days: number): Person[] =>
  PLATFORMS.map((platform) => {
    const seed = `${name}-${platform}`;
    return { userId: aUserId(seed), batches: batchesOf(seed, platform, days) };
  });
