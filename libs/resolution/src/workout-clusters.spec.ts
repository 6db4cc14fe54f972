import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS } from './calendar.js';
import { aWorkout } from './testing/workout-builder.js';
import { clusterWorkouts } from './workout-clusters.js';
import type { WorkoutInput } from './workout-input.js';
import { activeSecondsOf } from './workout-pauses.js';

const workout = (
  id: string,
  sourceId: string,
  from: number,
  to: number,
  more: Partial<WorkoutInput> = {},
): WorkoutInput =>
  aWorkout({
    id,
    sourceId,
    rank: sourceId === 'watch' ? 3 : 1,
    offsetMinutes: 60,
    startMs: from * MINUTE_MS,
    endMs: to * MINUTE_MS,
    ...more,
  });
const distance = (value: number) => ({ statistics: { distance: { unit: 'm', value } } });
const recordingsOf = (list: WorkoutInput[]) =>
  clusterWorkouts(list).map(({ recordings }) => recordings.map(({ id }) => id));

describe('one workout recorded by two sources', () => {
  it('is led by the better one and takes from the other what it lacks', () => {
    const watch = workout('w', 'watch', 0, 60, {
      statistics: { heart_rate: { unit: '/min', avg: 150 }, distance: { unit: 'm', value: 10_000 } },
    });
    const phone = workout('a', 'phone', 1, 62, {
      sport: 'trail_running',
      title: 'Lunch run',
      hasRoute: true,
      statistics: { distance: { unit: 'm', value: 10_200 }, elevation_gain: { unit: 'm', value: 80 } },
    });
    expect(clusterWorkouts([phone, watch])).toEqual([
      {
        id: 'workout-1969-12-31T2345Z',
        sport: 'running',
        sportGroup: 'running',
        rawSport: 37,
        startMs: 0,
        endMs: HOUR_MS,
        offsetMinutes: 60,
        durationSeconds: 3600,
        activeSeconds: 3600,
        title: 'Lunch run',
        statistics: {
          heart_rate: { unit: '/min', avg: 150 },
          distance: { unit: 'm', value: 10_000 },
          elevation_gain: { unit: 'm', value: 80 },
        },
        segments: [],
        laps: [],
        events: [],
        hasRoute: true,
        routeRecordingId: 'a',
        sourceId: 'watch',
        recordingMethod: 'active',
        flags: [],
        recordings: [
          { id: 'w', sourceId: 'watch' },
          { id: 'a', sourceId: 'phone' },
        ],
        fieldSources: {
          window: 'watch',
          sport: 'watch',
          title: 'phone',
          route: 'phone',
          'statistics.heart_rate': 'watch',
          'statistics.distance': 'watch',
          'statistics.elevation_gain': 'phone',
        },
      },
    ]);
  });

  it('takes its sport from the one that knows it', () => {
    const [found] = clusterWorkouts([
      workout('w', 'watch', 0, 60, { sport: 'other', rawSport: 0 }),
      workout('p', 'phone', 0, 60, { sport: 'yoga', rawSport: 83 }),
    ]);
    expect(found).toMatchObject({
      sport: 'yoga',
      rawSport: 83,
      sportGroup: 'mind_body',
      fieldSources: { sport: 'phone' },
    });
  });

  it.each<[string, number, WorkoutInput, WorkoutInput]>([
    ['half of the shorter overlaps', 1, workout('w', 'watch', 0, 60), workout('p', 'phone', 30, 90)],
    ['less than half overlaps', 2, workout('w', 'watch', 0, 60), workout('p', 'phone', 31, 91)],
    ['walking is told as running', 1, workout('w', 'watch', 0, 60), workout('p', 'phone', 0, 60, { sport: 'walking' })],
    ['the sports differ', 2, workout('w', 'watch', 0, 60), workout('p', 'phone', 0, 60, { sport: 'yoga' })],
    [
      'the sports differ but the distance agrees',
      1,
      workout('w', 'watch', 0, 60, distance(10_000)),
      workout('p', 'phone', 0, 60, { sport: 'cycling', ...distance(9800) }),
    ],
    [
      'the distances contradict and a part overlaps',
      2,
      workout('w', 'watch', 0, 60, distance(10_000)),
      workout('p', 'phone', 5, 65, distance(2000)),
    ],
    ['one is an instant inside the other', 1, workout('w', 'watch', 0, 60), workout('p', 'phone', 30, 30)],
  ])('when %s there are %d', (_case, count, a, b) => {
    expect(clusterWorkouts([a, b])).toHaveLength(count);
    expect(clusterWorkouts([b, a])).toHaveLength(count);
  });

  it('is recognised when one clock is wrong by whole hours and a statistic agrees', () => {
    const watch = workout('w', 'watch', 0, 47, distance(8000));
    const moved = workout('p', 'phone', 120, 167, distance(8100));
    expect(clusterWorkouts([watch, moved])).toMatchObject([{ sourceId: 'watch', flags: ['offset_suspect'] }]);
    expect(clusterWorkouts([watch, { ...moved, statistics: {} }])).toHaveLength(2);
    expect(clusterWorkouts([watch, { ...moved, sourceId: 'watch' }])).toHaveLength(2);
  });

  it('is recognised when the wrong clock leaves them overlapping', () => {
    const watch = workout('w', 'watch', 0, 190, distance(80_000));
    const moved = workout('p', 'phone', 60, 250, distance(80_500));
    expect(clusterWorkouts([watch, moved])).toMatchObject([{ sourceId: 'watch', flags: ['offset_suspect'] }]);
  });
});

describe('two real workouts', () => {
  it('back to back stay two, with two sources as well', () => {
    const [w1, w2] = [workout('w1', 'watch', 0, 30), workout('w2', 'watch', 30, 60)];
    const [p1, p2] = [workout('p1', 'phone', 1, 32), workout('p2', 'phone', 33, 62)];
    expect(recordingsOf([w1, w2])).toEqual([['w1'], ['w2']]);
    expect(recordingsOf([p2, w2, p1, w1])).toEqual([
      ['w1', 'p1'],
      ['w2', 'p2'],
    ]);
  });

  it('of one source are one only when they overlap strongly', () => {
    expect(recordingsOf([workout('a', 'watch', 0, 60), workout('b', 'watch', 30, 60)])).toEqual([['a'], ['b']]);
    expect(recordingsOf([workout('a', 'watch', 0, 60), workout('b', 'watch', 1, 61)])).toEqual([['a', 'b']]);
  });
});

describe('an auto-detected sliver', () => {
  it('does not lead the workout of which it saw little', () => {
    const sliver = workout('w', 'watch', 10, 22, { sport: 'walking' });
    const full = workout('p', 'phone', 0, 60);
    expect(clusterWorkouts([sliver, full])).toMatchObject([{ sourceId: 'phone', durationSeconds: 3600 }]);
  });

  it('is none where its source saw most of the other in pieces', () => {
    const pieces = [0, 15, 30, 45].map((from) => workout(`w${String(from)}`, 'watch', from, from + 14));
    expect(clusterWorkouts([...pieces, workout('p', 'phone', 0, 60)])).toHaveLength(4);
  });
});

describe('active time', () => {
  const window = { startMs: 0, endMs: 60 * MINUTE_MS };
  const at = (type: string, minute: number, until = minute) => ({
    type,
    startMs: minute * MINUTE_MS,
    endMs: until * MINUTE_MS,
  });

  it('is the length without rests and pauses, counted once', () => {
    const segments = [
      { ...at('rest', 10, 20), rawType: 1 },
      { ...at('squat', 20, 30), rawType: 2 },
      { ...at('pause', 55, 70), rawType: 3 },
    ];
    const events = [at('pause', 15), at('lap', 18), at('resume', 25), at('motion_paused', 40, 42)];
    // without 10–25, 40–42 and 55–60
    expect(activeSecondsOf(window, segments, events)).toBe((60 - 15 - 2 - 5) * 60);
  });

  it('ends with a pause that is never resumed', () => {
    expect(activeSecondsOf(window, [], [at('pause', 50)])).toBe(50 * 60);
  });

  it('is what the platform states, but never more than the workout lasts', () => {
    const stated = (activeSeconds: number) =>
      clusterWorkouts([workout('w', 'watch', 0, 60, { activeSeconds })])[0]?.activeSeconds;
    expect([stated(3000), stated(4000)]).toEqual([3000, 3600]);
  });
});

describe('for any recordings, clusters', () => {
  const any = fc.record({
    sourceId: fc.constantFrom('watch', 'phone', 'band'),
    from: fc.integer({ min: 0, max: 300 }),
    length: fc.integer({ min: -5, max: 120 }),
    sport: fc.constantFrom('running', 'walking', 'cycling', 'other', 'yoga'),
    meters: fc.option(fc.constantFrom(1000, 5000)),
  });

  it('hold each recording once, whatever the order of input', () => {
    const copied = any.map((each) => ({ ...each, from: 63, length: 44 }));
    const shifted = fc.tuple(fc.oneof(any, copied), fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(fc.array(shifted, { maxLength: 9 }), (list) => {
        const recordings = list.map(([{ sourceId, from, length, sport, meters }, hours], index) =>
          workout(`r${String(index)}`, sourceId, from + hours * 60, from + hours * 60 + length, {
            sport,
            ...(meters === null ? {} : distance(meters)),
          }),
        );
        const found = clusterWorkouts(recordings);
        expect(clusterWorkouts([...recordings].reverse())).toEqual(found);
        const ids = found.flatMap((each) => each.recordings.map(({ id }) => id)).sort();
        expect(ids).toEqual(
          recordings
            .filter(({ startMs, endMs }) => startMs <= endMs)
            .map(({ id }) => id)
            .sort(),
        );
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      }),
    );
  });
});
