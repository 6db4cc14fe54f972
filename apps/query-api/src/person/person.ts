import type { UserKey } from '@tributary/contracts';
import type { ZoneTimeline } from '@tributary/resolution';
import { zonesOf, type OpenWindow, type UserProfile } from '@tributary/store';
import type { Readers } from '../database.js';

const MINUTES_PER_HOUR = 60;

/** The person a request is about. */
export class Person {
  /** Minutes after midnight at which the person's day begins. */
  readonly dayStartsAtMinutes: number;

  constructor(
    readonly user: UserKey,
    readonly profile: UserProfile,
    readonly readers: Readers,
  ) {
    const [hours = 0, minutes = 0] = (profile.dayStartsAt ?? '00:00').split(':').map(Number);
    this.dayStartsAtMinutes = hours * MINUTES_PER_HOUR + minutes;
  }

  /** The person's zones as far as they matter for a window. */
  zones(window: OpenWindow): Promise<ZoneTimeline> {
    return zonesOf(this.readers.data, this.user, this.profile, window);
  }
}
