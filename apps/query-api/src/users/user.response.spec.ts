import type { UserProfile } from '@tributary/store';
import { toUserView } from './user.response.js';

const ANN: UserProfile = { tenant: 'demo', userId: 'ann' };
const zoneOf = (profile: Partial<UserProfile>) => toUserView({ ...ANN, ...profile }, []).timeZone;

describe('the zone in the profile of a person', () => {
  it('is the one that was set or that a live batch told last', () => {
    const told = [
      { fromMs: 0, zone: 'Europe/Berlin' },
      { fromMs: 1, zone: 'America/New_York' },
    ];
    expect(zoneOf({ timeZone: 'Asia/Tokyo' })).toBe('Asia/Tokyo');
    expect(zoneOf({ zoneEntries: told })).toBe('America/New_York');
    expect(zoneOf({ zoneEntries: told.slice(0, 1), fallbackZone: 'America/New_York' })).toBe('Europe/Berlin');
  });

  it('is not known of history alone, which tells only what to assume of records', () => {
    expect(zoneOf({ timeZone: null, zoneEntries: [], fallbackZone: 'Europe/Berlin' })).toBeNull();
  });
});
