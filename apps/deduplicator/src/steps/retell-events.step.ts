import { recordingsBetween, type UserData } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import type { PersonZones } from '../person/zones.js';
import { spansOfOtherZone } from './shifted-dates.js';

/**
 * Tells events again that name no offset and begin in hours which are under another one now: what the topic holds of
 * them must be what is served. Their version is the same, since what was recorded is.
 */
export async function retellEvents(work: PersonWork, zones: PersonZones, { data }: { data: UserData }): Promise<void> {
  const told = new Set(work.eventChanges.map(({ recording }) => recording.record.id));
  for (const { fromMs, toMs } of spansOfOtherZone(work, zones)) {
    work.recordings.take(await recordingsBetween(data, work.user, 'event', fromMs, toMs, 0));
    for (const [, recording] of work.recordings.entries()) {
      const { kind, record, startMs, batchId } = recording;
      if (kind !== 'event' || startMs < fromMs || startMs >= toMs) continue;
      if (record.startOffsetMinutes !== null || told.has(record.id)) continue;
      told.add(record.id);
      work.eventChanges.push({ op: 'updated', recording, batchId });
    }
  }
}
