import { REFINEMENTS, SPORT_BY_ID, SPORT_IDS, SPORT_MAPPINGS, SPORTS, sportFor, sportsUnder } from './sports.js';

describe('sports', () => {
  it('holds every row', () => {
    expect(SPORTS).toHaveLength(124);
    expect(SPORT_BY_ID.size).toBe(124);
    expect(SPORTS.map((sport) => sport.id)).toEqual([...SPORT_IDS]);
    expect(SPORT_MAPPINGS.filter((row) => row.platform === 'flutter_health')).toHaveLength(99);
    expect(SPORT_MAPPINGS).toHaveLength(84 + 84 + 99);
    expect(REFINEMENTS).toHaveLength(7);
  });

  it('has every HealthKit value from 1 to 80, 82 to 84 and 3000', () => {
    const values = SPORT_MAPPINGS.filter((row) => row.platform === 'healthkit').map((row) => Number(row.sourceValue));
    const expected = [...Array.from({ length: 80 }, (_, index) => index + 1), 82, 83, 84, 3000];
    expect(values.sort((a, b) => a - b)).toEqual(expected);
  });

  it('reads codes and names', () => {
    expect(sportFor('healthkit', 37)).toEqual({ sport: 'running', known: true });
    expect(sportFor('healthkit', 3000)).toEqual({ sport: 'other', known: true });
    expect(sportFor('healthkit', 'HKWorkoutActivityTypeRunning')).toEqual({ sport: 'running', known: true });
    expect(sportFor('healthkit', 44).sport).toBe('stair_climbing_machine');
    expect(sportFor('healthkit', 68).sport).toBe('stair_climbing');
    // 58 is sailing in Jetpack and other on the platform; bridges send Jetpack.
    expect(sportFor('health_connect', 58)).toEqual({ sport: 'sailing', known: true });
    expect(sportFor('health_connect', 0)).toEqual({ sport: 'other', known: true });
    expect(sportFor('health_connect', 'EXERCISE_TYPE_RUNNING_TREADMILL')).toEqual({
      sport: 'treadmill_running',
      known: true,
    });
    expect(sportFor('health_connect', 'BIKING')).toEqual({ sport: 'cycling', known: true });
    expect(sportFor('health_connect', '56')).toEqual({ sport: 'running', known: true });
    expect(sportFor('health_connect', 'UNKNOWN')).toEqual({ sport: 'unknown', known: true });
  });

  it('turns a code that no table has into unknown', () => {
    expect(sportFor('healthkit', 81)).toEqual({ sport: 'unknown', known: false });
    expect(sportFor('health_connect', 45)).toEqual({ sport: 'unknown', known: false });
    expect(sportFor('health_connect', 'QUIDDITCH')).toEqual({ sport: 'unknown', known: false });
  });

  it('refines by metadata', () => {
    expect(sportFor('healthkit', 37, { HKIndoorWorkout: true }).sport).toBe('indoor_running');
    expect(sportFor('healthkit', 37, { HKIndoorWorkout: 1 }).sport).toBe('indoor_running');
    expect(sportFor('healthkit', 37, { HKMetadataKeyIndoorWorkout: 1 }).sport).toBe('indoor_running');
    expect(sportFor('healthkit', 37, { HKIndoorWorkout: false }).sport).toBe('running');
    expect(sportFor('healthkit', 46, { HKSwimmingLocationType: 1 }).sport).toBe('pool_swimming');
    expect(sportFor('healthkit', 46, { HKSwimmingLocationType: 2 }).sport).toBe('open_water_swimming');
    expect(sportFor('healthkit', 46, { HKSwimmingLocationType: 0 }).sport).toBe('swimming');
    expect(sportFor('health_connect', 56, { HKIndoorWorkout: true }).sport).toBe('running');
  });

  it('reads Flutter names by system', () => {
    expect(sportFor('flutter_android', 'CARDIO_DANCE').sport).toBe('dance');
    expect(sportFor('flutter_ios', 'CARDIO_DANCE').sport).toBe('cardio_dance');
    expect(sportFor('flutter_android', 'OTHER').sport).toBe('unknown');
    expect(sportFor('flutter_ios', 'RUNNING_TREADMILL').sport).toBe('running');
  });

  it('expands a sport to its descendants and a group to its members', () => {
    expect([...sportsUnder('cycling')].sort()).toEqual([
      'cycling',
      'e_biking',
      'gravel_cycling',
      'hand_cycling',
      'indoor_cycling',
      'mountain_biking',
      'road_cycling',
      'virtual_cycling',
    ]);
    expect([...sportsUnder('indoor_cycling')].sort()).toEqual(['indoor_cycling', 'virtual_cycling']);
    expect(sportsUnder('running').has('treadmill_running')).toBe(true);
    expect([...sportsUnder('rowing')].sort()).toEqual(['indoor_rowing', 'rowing']);
    expect([...sportsUnder('racket')].sort()).toEqual([
      'badminton',
      'padel',
      'pickleball',
      'racquetball',
      'squash',
      'table_tennis',
      'tennis',
    ]);
    expect(sportsUnder('winter_sports').has('snowboarding')).toBe(true);
    expect([...sportsUnder('yoga')]).toEqual(['yoga']);
    expect(sportsUnder('nothing').size).toBe(0);
  });

  it('has a sport for every parent', () => {
    for (const { id, parent } of SPORTS) if (parent !== null) expect([id, SPORT_BY_ID.has(parent)]).toEqual([id, true]);
  });
});
