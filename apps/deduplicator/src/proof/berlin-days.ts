import { userKey } from '@tributary/contracts';
import type { Store, UserProfile } from '@tributary/store';

/** The proofs' people live in Berlin around the night of 2026-10-25, on which the clock goes back: a day of 25 hours. */
const CLOCK_CHANGE_MS = Date.parse('2026-10-25T01:00:00Z');

/** Minutes east of UTC. */
export const berlinOffset = (ms: number): number => (ms < CLOCK_CHANGE_MS ? 120 : 60);

export const berlinDate = (ms: number): string => new Date(ms + berlinOffset(ms) * 60_000).toISOString().slice(0, 10);

/** First and end instant of a local date. */
export function berlinDay(date: string): { readonly startMs: number; readonly endMs: number } {
  const utcMs = Date.parse(`${date}T00:00:00Z`);
  const startMs = utcMs - berlinOffset(utcMs - 3_600_000) * 60_000;
  const nextMs = utcMs + 24 * 3_600_000;
  return { startMs, endMs: nextMs - berlinOffset(nextMs - 3_600_000) * 60_000 };
}

/** Makes people whose zone is set. */
export async function settleIn(
  timeZone: string,
  store: Store,
  tenant: string,
  userIds: readonly string[],
  dayStartsAt = '00:00',
): Promise<void> {
  const profile = (userId: string): UserProfile & { _id: string } => ({
    _id: userKey(tenant, userId),
    tenant,
    userId,
    timeZone,
    dayStartsAt,
    attributes: {},
    zoneEntries: [{ fromMs: 0, zone: timeZone }],
  });
  await store.collection<UserProfile & { _id: string }>('users').insertMany(userIds.map(profile));
}

/** Makes people in Berlin, so that what their records say of offsets agrees with their zone. */
export const settleInBerlin = (
  store: Store,
  tenant: string,
  userIds: readonly string[],
  dayStartsAt?: string,
): Promise<void> => settleIn('Europe/Berlin', store, tenant, userIds, dayStartsAt);
