import { createMetrics } from '@tributary/observability';
import { ConsumerLag } from './consumer-lag.js';

const values = (text: string, name: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .map((line) => line.slice(line.lastIndexOf(' ') + 1));

describe('consumer lag', () => {
  it('counts the batch in hand and what is behind it, and ends at 0', async () => {
    const metrics = createMetrics('test');
    const lag = new ConsumerLag('g', metrics);
    // Offsets 10..14 fetched of a log that ends before 20: ten are not handled, then five.
    lag.begin('t', 0, '10', Date.now() - 60_000, '20');
    expect(values(await metrics.text(), 'tributary_consumer_lag_records')).toEqual(['10']);
    expect(Number(values(await metrics.text(), 'tributary_consumer_lag_seconds')[0])).toBeCloseTo(60, 0);
    lag.end('t', 0, '14', Date.now() - 30_000, '20');
    expect(values(await metrics.text(), 'tributary_consumer_lag_records')).toEqual(['5']);
    lag.end('t', 0, '19', Date.now() - 30_000, '20');
    expect(values(await metrics.text(), 'tributary_consumer_lag_records')).toEqual(['0']);
    expect(values(await metrics.text(), 'tributary_consumer_lag_seconds')).toEqual(['0']);
  });

  it('ends the series of partitions that were given back', async () => {
    const metrics = createMetrics('test');
    const lag = new ConsumerLag('g', metrics);
    lag.begin('t', 0, '0', Date.now(), '1');
    await metrics.text();
    lag.reset();
    expect(values(await metrics.text(), 'tributary_consumer_lag_records')).toEqual([]);
  });
});
