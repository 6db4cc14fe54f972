import type { SourceId } from '@tributary/contracts';
import { aSourceId, type PersonSeed, type SeededSample } from './person-seed.js';

const MINUTE_MS = 60_000;

/** `HH:MM` of a UTC day as RFC 3339. */
export const at = (date: string, minutes: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS).toISOString();

export const WATCH = aSourceId('watch');
export const PHONE = aSourceId('phone');
/** In Berlin at +01:00: 08:00Z is 09:00 there. */
export const DAY = '2026-03-10';

export const steps = (id: string, source: SourceId, start: string, end: string, value: number): SeededSample => ({
  id,
  metric: 'steps',
  source,
  start,
  end,
  value,
});

export const pulse = (id: string, source: SourceId, start: string, value: number): SeededSample => ({
  id,
  metric: 'heart_rate',
  source,
  start,
  value,
});

/** A day of a watch and a phone that overlap, in Berlin. */
export async function seedDay(person: PersonSeed): Promise<void> {
  await person.profile();
  await person.sources('watch', 'phone');
  await person.samples([
    steps('hc-w1', WATCH, `${DAY}T08:00:00Z`, `${DAY}T09:00:00Z`, 600),
    steps('hc-p1', PHONE, `${DAY}T08:30:00Z`, `${DAY}T09:30:00Z`, 600),
    // Over local midnight (23:00Z), half on each day.
    steps('hc-w2', WATCH, `${DAY}T22:30:00Z`, `${DAY}T23:30:00Z`, 100),
    pulse('hk-w1', WATCH, `${DAY}T08:00:00Z`, 60),
    pulse('hk-w2', WATCH, `${DAY}T08:10:00Z`, 80),
    pulse('hk-p1', PHONE, `${DAY}T08:05:00Z`, 100),
    pulse('hk-p2', PHONE, `${DAY}T10:00:00Z`, 90),
  ]);
}
