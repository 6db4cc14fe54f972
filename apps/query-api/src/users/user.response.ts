import { toInstant, type UserView } from '@tributary/contracts';
import type { StoredSource, UserProfile } from '@tributary/store';

const instantOrNull = (ms: number): string | null => (Number.isFinite(ms) ? toInstant(ms) : null);

/** A person as the API shows them. */
export function toUserView(profile: UserProfile, sources: readonly StoredSource[]): UserView {
  return {
    id: profile.userId,
    timeZone: profile.timeZone ?? profile.zoneEntries?.at(-1)?.zone ?? null,
    dayStartsAt: profile.dayStartsAt ?? '00:00',
    attributes: { ...profile.attributes },
    createdAt: profile.createdAt ? toInstant(profile.createdAt.getTime()) : null,
    firstData: instantOrNull(Math.min(...sources.map(({ firstMs }) => firstMs))),
    lastData: instantOrNull(Math.max(...sources.map(({ lastMs }) => lastMs))),
    sources: sources.length,
  };
}
