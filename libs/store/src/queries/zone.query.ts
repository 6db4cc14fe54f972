import type { UserKey } from '@tributary/contracts';
import { createZoneTimeline, EVIDENCE_REACH_HOURS, type ZoneTimeline } from '@tributary/resolution';
import { HOUR_MS } from '../series/chunk-key.js';
import type { UserData } from '../user-data.js';
import type { UserProfile } from '../users/user-documents.js';
import { monthOf, readEvidence, type ZoneMonth } from '../users/zone-evidence.js';
import type { OpenWindow } from './start-page.js';

/** A local day may end three days from the noon of its date, and what decides its offset lies 48 hours (and one) farther. */
const MARGIN_HOURS = 72 + EVIDENCE_REACH_HOURS + 1;
/** Of the last month whose name has a year of four digits, as those have that sort. */
const LAST_HOUR = Date.parse('9999-12-01T00:00:00Z') / HOUR_MS;
/** Sorts after every month. */
const END_OF_MONTHS = '~';

async function monthsAround(
  data: UserData,
  user: UserKey,
  { fromMs, toMs }: OpenWindow,
): Promise<Map<string, ZoneMonth>> {
  const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);
  const first = fromMs === undefined ? '' : monthOf(hourOf(fromMs) - MARGIN_HOURS);
  const lastMonth = toMs === undefined ? '' : monthOf(Math.min(hourOf(toMs) + MARGIN_HOURS, LAST_HOUR));
  return data.zoneMonths.inKeyRange(user, first, lastMonth + END_OF_MONTHS);
}

/** The person's zones as they are known for a window. */
export async function zonesOf(
  data: UserData,
  user: UserKey,
  profile: UserProfile,
  window: OpenWindow,
): Promise<ZoneTimeline> {
  const months = await monthsAround(data, user, window);
  return createZoneTimeline({
    entries: [...(profile.zoneEntries ?? [])],
    fallbackZone: profile.fallbackZone ?? null,
    evidence: Array.from(months, ([month, document]) => readEvidence(month, document)).flat(),
  });
}
