import type { AcceptedBatch, EventView, ReceiptView, SleepView, WorkoutView } from '@tributary/contracts';
import type { Answer } from './harness/api-client.js';
import { example, type ExampleName } from './harness/examples.js';
import { aUserId } from './harness/people.js';
import { outcomeSum } from './harness/sending.js';
import { exampleDay, samplesOf, sendExample } from './harness/sent-example.js';
import { BOOTSTRAP_KEY, startServices, type Services } from './harness/services.js';

const BERLIN_SUMMER_MINUTES = 120;

describe('a batch of the examples, posted as it is', () => {
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
  });

  afterAll(() => services.stop());

  const send = (userId: string, name: ExampleName) => sendExample(services.api, userId, name);
  const samples = (userId: string, metric: string) => samplesOf(services.api, userId, metric);
  const theDay = (userId: string) => exampleDay(services.api, userId);

  describe('from HealthKit', () => {
    const userId = aUserId('example-healthkit');
    let answer: Answer<AcceptedBatch>;
    let receipt: ReceiptView;

    beforeAll(async () => {
      [answer, receipt] = await send(userId, 'healthkit-batch');
    });

    it('is accepted with the address of its receipt', () => {
      const { batchId } = example('healthkit-batch');
      expect(answer.status).toBe(202);
      expect(answer.body).toEqual({
        batchId,
        userId,
        received: { records: 15, deletions: 2 },
        repeated: false,
        receipt: `/v1/users/${userId}/batches/${batchId}`,
      });
    });

    it('has one outcome for each of its 15 records and 2 deletions', () => {
      expect(receipt).toMatchObject({ status: 'completed', records: 15, deletions: 2, snapshotDeletions: 0 });
      expect(receipt.outcomes).toEqual({
        created: 14,
        updated: 0,
        duplicate: 0,
        superseded: 0,
        deleted: 2,
        quarantined: 1,
      });
      expect(outcomeSum(receipt)).toBe(17);
    });

    it('has its broken record in quarantine for its time, which is read before its value', () => {
      expect(receipt.problems).toEqual([
        { index: 14, code: 'time_invalid', path: 'records[14].startDate', detail: expect.any(String) as string },
      ]);
      expect(JSON.stringify(receipt)).not.toContain('25:61');
    });

    it('keeps the type that no table knows and gives it back by its raw id', async () => {
      expect(receipt.warnings).toContainEqual({
        index: 13,
        code: 'record_type_unknown',
        path: expect.stringMatching(/^records\[13\]/) as string,
      });
      const events = await services.api.list<EventView>(
        `/v1/users/${userId}/events?type=HKQuantityTypeIdentifierExampleFutureMetric`,
      );
      expect(events).toHaveLength(1);
      expect(events[0]).toMatchObject({
        type: 'HKQuantityTypeIdentifierExampleFutureMetric',
        start: '2026-10-20T05:45:00.000Z',
        end: '2026-10-20T05:46:00.000Z',
        raw: { type: 'HKQuantityTypeIdentifierExampleFutureMetric', id: '9C0A5E71-44D2-4B3F-8E6A-7F1D2C3B4A31' },
      });
    });

    it('counts a step once where phone and watch both saw it', async () => {
      // The watch has 905 from 05:31:10 to 05:41:02.431 and outranks the phone, whose 842 spread over 587.758 s count
      // only for the 65.888 s before: 905 + 842 × 65.888 ÷ 587.758.
      const { metrics } = await theDay(userId);
      expect(metrics['steps']).toMatchObject({ unit: '{steps}', aggregation: 'sum' });
      expect(metrics['steps']!.value).toBeCloseTo(999.38867, 4);
      expect((await samples(userId, 'steps')).map(({ value }) => value)).toEqual([842, 905]);
    });

    it('makes one night of the stages of the watch, with the time in bed of the phone around it', async () => {
      const nights = await services.api.list<SleepView>(`/v1/users/${userId}/sleep`);
      expect(nights).toHaveLength(1);
      expect(nights[0]).toMatchObject({
        kind: 'night',
        date: '2026-10-20',
        start: '2026-10-19T21:12:30.000Z',
        end: '2026-10-20T04:57:00.000Z',
        zoneOffsetMinutes: BERLIN_SUMMER_MINUTES,
        // 20:58 to 05:06.
        inBedSeconds: 29_280,
        // Core 51.5 and 335.5 min, deep 45.5, rem 25.5.
        asleepSeconds: 27_480,
        awakeSeconds: 390,
        stageSeconds: { light: 23_220, deep: 2_730, rem: 1_530, awake: 390 },
      });
      expect(nights[0]!.efficiency).toBeCloseTo(27_480 / 29_280, 9);
      expect((await theDay(userId)).sleep).toMatchObject({ episodes: 1, asleepSeconds: 27_480, inBedSeconds: 29_280 });
    });

    it('makes a run that is shorter by its pause', async () => {
      const workouts = await services.api.list<WorkoutView>(`/v1/users/${userId}/workouts`);
      expect(workouts).toHaveLength(1);
      const [run] = workouts;
      expect(run).toMatchObject({
        sport: 'running',
        rawSport: 37,
        start: '2026-10-20T06:00:00.000Z',
        end: '2026-10-20T06:30:34.200Z',
        zoneOffsetMinutes: BERLIN_SUMMER_MINUTES,
        hasRoute: true,
        statistics: { heart_rate: { avg: 151.4, min: 98, max: 174 } },
      });
      expect(run!.durationSeconds).toBeCloseTo(1834.2, 6);
      // Paused from 06:12:10 to 06:12:50.
      expect(run!.activeSeconds).toBeCloseTo(1794.2, 6);
      expect(run!.statistics['distance']).toMatchObject({ unit: 'm' });
      expect(run!.statistics['distance']!.value).toBeCloseTo(5120.4, 6);
      expect(run!.statistics['active_energy']!.value).toBeCloseTo(312.6, 6);
    });

    it('has both values of the blood pressure and the weight', async () => {
      const [systolic] = await samples(userId, 'blood_pressure_systolic');
      const [diastolic] = await samples(userId, 'blood_pressure_diastolic');
      const [weight] = await samples(userId, 'weight');
      expect(systolic).toMatchObject({ value: 119, unit: 'mm[Hg]', start: '2026-10-20T05:24:30.000Z' });
      expect(diastolic).toMatchObject({ value: 77, unit: 'mm[Hg]', start: '2026-10-20T05:24:30.000Z' });
      expect(weight).toMatchObject({ value: 71.35, unit: 'kg', start: '2026-10-20T05:20:00.000Z' });
    });

    it('tells beside a heart rate whether the person moved', async () => {
      const rates = await samples(userId, 'heart_rate');
      const [atRest] = rates.filter(({ start }) => start === '2026-10-20T05:12:44.000Z');
      expect(atRest?.attributes).toEqual({ heart_rate_motion_context: 'sedentary' });
    });
  });

  it('adds what two phones of one person saw at different times', async () => {
    const userId = aUserId('example-both');
    await send(userId, 'healthkit-batch');
    await send(userId, 'health-connect-batch');
    const { metrics, workouts } = await theDay(userId);
    expect(metrics['steps']!.value).toBeCloseTo(999.38867 + 1519.0557, 4);
    expect(workouts).toMatchObject({ count: 2 });
  });

  it('leaves no value, name or credential in any log', () => {
    const logs = services.all.map(({ log }) => log).join('\n');
    expect(logs).not.toContain(BOOTSTRAP_KEY);
    for (const told of [
      '47.318',
      '5120.4',
      '312.6',
      '52.51231',
      "Lena's",
      'Evening run',
      '7480.5',
      '1706.36',
      '25:61',
    ]) {
      expect(logs).not.toContain(told);
    }
  });
});
