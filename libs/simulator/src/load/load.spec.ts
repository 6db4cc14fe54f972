import { denseHeartRate } from './dense-heart-rate.js';
import { loadBatches, type LoadOptions } from './load-batches.js';

const options = (platform: 'healthkit' | 'health_connect'): LoadOptions => ({
  seed: 'load',
  platform,
  users: 3,
  batchesPerUser: 2,
  samplesPerBatch: platform === 'healthkit' ? 120 : 1580,
  start: '2026-10-01T00:00:00Z',
  mode: 'backfill',
});

interface Body {
  batchId: string;
  sync: { mode: string };
  records: { uuid?: string; metadata: { id?: string }; samples?: { time: string }[] }[];
}

describe.each(['healthkit', 'health_connect'] as const)('load batches of %s', (platform) => {
  const batches = [...loadBatches(options(platform))];
  const bodies = batches.map((batch) => JSON.parse(batch.body.toString()) as Body);

  it('are one per user and round, of about 100 KB', () => {
    expect(batches.map((batch) => batch.userId)).toEqual(['load-0', 'load-1', 'load-2', 'load-0', 'load-1', 'load-2']);
    for (const { body } of batches) expect(body.length / 100_000).toBeCloseTo(1, 0);
  });

  it('count their records and samples as they are in the body', () => {
    for (const [index, { records, samples }] of batches.entries()) {
      const sent = bodies[index]?.records ?? [];
      expect(records).toBe(sent.length);
      expect(samples).toBe(sent.reduce((sum, record) => sum + (record.samples?.length ?? 1), 0));
    }
  });

  it('repeat no id and are the same again for the same seed', () => {
    const ids = bodies.flatMap((body) => body.records.map((record) => record.uuid ?? record.metadata.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(batches.map((batch) => batch.batchId)).size).toBe(batches.length);
    expect([...loadBatches(options(platform))].map((batch) => batch.body.toString())).toEqual(
      batches.map((batch) => batch.body.toString()),
    );
  });
});

describe('dense heart rate', () => {
  const dense = { seed: 'dense', start: '2026-10-01T06:00:00Z', seconds: 250, hz: 1, recordsPerSeries: 100 };

  it('is one series per hundred readings on Health Connect, without a gap', () => {
    const series = denseHeartRate({ ...dense, platform: 'health_connect' }) as unknown as {
      startTime: string;
      endTime: string;
      samples: unknown[];
    }[];
    expect(series.map((record) => record.samples.length)).toEqual([100, 100, 50]);
    expect(series.map((record) => record.endTime)).toEqual([
      '2026-10-01T06:01:40Z',
      '2026-10-01T06:03:20Z',
      '2026-10-01T06:04:10Z',
    ]);
    expect(series[1]?.startTime).toBe('2026-10-01T06:01:40Z');
  });

  it('is one sample per reading on HealthKit', () => {
    expect(denseHeartRate({ ...dense, platform: 'healthkit' })).toHaveLength(250);
  });
});
