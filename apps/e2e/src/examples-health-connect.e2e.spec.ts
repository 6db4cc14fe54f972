import type { AcceptedBatch, EventView, ReceiptView, SleepView, WorkoutView } from '@tributary/contracts';
import type { Answer } from './harness/api-client.js';
import { aUserId } from './harness/people.js';
import { outcomeSum } from './harness/sending.js';
import { exampleDay, samplesOf, sendExample } from './harness/sent-example.js';
import { startServices, type Services } from './harness/services.js';

describe('a batch of the examples from Health Connect, posted as it is', () => {
  const userId = aUserId('example-health-connect');
  let answer: Answer<AcceptedBatch>;
  let receipt: ReceiptView;
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
    [answer, receipt] = await sendExample(services.api, userId, 'health-connect-batch');
  });

  afterAll(() => services.stop());

  const samples = (metric: string) => samplesOf(services.api, userId, metric);

  it('has one outcome for each of its 14 records and 2 deletions', () => {
    expect(answer.status).toBe(202);
    expect(answer.body.received).toEqual({ records: 14, deletions: 2 });
    expect(receipt.outcomes).toEqual({
      created: 13,
      updated: 0,
      duplicate: 0,
      superseded: 0,
      deleted: 2,
      quarantined: 1,
    });
    expect(outcomeSum(receipt)).toBe(16);
  });

  it('has its broken record in quarantine for its window, which is read before its value', () => {
    expect(receipt.problems).toEqual([
      {
        index: 13,
        code: 'time_window_invalid',
        path: expect.stringMatching(/^records\[13\]\.(startTime|endTime)$/) as string,
        detail: expect.any(String) as string,
      },
    ]);
  });

  it('keeps the type that no table knows and gives it back by its raw id', async () => {
    expect(receipt.warnings).toContainEqual({
      index: 12,
      code: 'record_type_unknown',
      path: expect.stringMatching(/^records\[12\]/) as string,
    });
    const events = await services.api.list<EventView>(`/v1/users/${userId}/events?type=ExampleFutureRecord`);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      raw: { type: 'ExampleFutureRecord', id: '5f0f7a0e-3f0b-4c1a-9a53-0c6a4f0a0013' },
    });
  });

  it('counts a step once where phone and watch both saw it', async () => {
    // The watch has 1304 from 06:02:17.350 to 06:14:40.120; of the 1231 of the phone, spread over 900 s, count the
    // 137.35 s before and the 19.88 s after: 1304 + 1231 × 157.23 ÷ 900.
    const { metrics } = await exampleDay(services.api, userId);
    expect(metrics['steps']!.value).toBeCloseTo(1519.0557, 4);
  });

  it('makes one night of the session, gaps and wakefulness in bed not counted as sleep', async () => {
    const nights = await services.api.list<SleepView>(`/v1/users/${userId}/sleep`);
    expect(nights).toHaveLength(1);
    expect(nights[0]).toMatchObject({
      kind: 'night',
      date: '2026-10-20',
      start: '2026-10-19T21:04:00.000Z',
      end: '2026-10-20T04:55:00.000Z',
      inBedSeconds: 28_260,
      asleepSeconds: 27_270,
      awakeSeconds: 990,
      stageSeconds: { light: 20_760, deep: 2_850, rem: 3_660, awake: 330, awake_in_bed: 660 },
    });
  });

  it('makes a run that is shorter by its pause, with its title', async () => {
    const workouts = await services.api.list<WorkoutView>(`/v1/users/${userId}/workouts`);
    expect(workouts).toHaveLength(1);
    expect(workouts[0]).toMatchObject({
      sport: 'running',
      rawSport: 56,
      title: 'Evening run',
      start: '2026-10-20T16:00:00.000Z',
      end: '2026-10-20T16:42:10.000Z',
      durationSeconds: 2_530,
      // Paused from 16:20 to 16:22.
      activeSeconds: 2_410,
    });
  });

  it('has both values of the blood pressure, the weight, and the series of the heart rate', async () => {
    expect((await samples('blood_pressure_systolic')).map(({ value }) => value)).toEqual([121]);
    expect((await samples('blood_pressure_diastolic')).map(({ value }) => value)).toEqual([78]);
    expect((await samples('weight')).map(({ value, unit }) => [value, unit])).toEqual([[71.35, 'kg']]);
    expect((await samples('heart_rate')).map(({ value }) => value)).toEqual([92, 118, 131, 139, 142]);
  });

  it('tells where and how the blood pressure was taken, and of the glucose what was eaten', async () => {
    const arm = { blood_pressure_site: 'left_upper_arm', body_position: 'sitting_down' };
    for (const metric of ['blood_pressure_systolic', 'blood_pressure_diastolic'])
      expect((await samples(metric)).map(({ attributes }) => attributes)).toEqual([arm]);
    expect((await samples('blood_glucose')).map(({ attributes }) => attributes)).toEqual([
      { meal_relation: 'general', meal_type: 'unknown', specimen_source: 'interstitial_fluid' },
    ]);
    expect((await samples('weight'))[0]).not.toHaveProperty('attributes');
  });
});
