import { METRICS } from './metric-names.js';
import { createMetrics } from './metrics.js';

describe('metrics', () => {
  it('are printed in Prometheus text with the service and their labels', async () => {
    const metrics = createMetrics('normalizer');
    metrics.count('deadLetters', { topic: 'raw-batches.v1', step: 'decodeEnvelope', code: 'envelope_invalid' }, 2);
    metrics.observe('produceDuration', {}, 0.004);
    let lag = 0;
    metrics.beforeScrape(() => metrics.set('produceQueueBytes', {}, (lag += 1)));
    const text = await metrics.text();
    expect(text).toContain(
      'tributary_dead_letters_total{topic="raw-batches.v1",step="decodeEnvelope",code="envelope_invalid",service="normalizer"} 2',
    );
    expect(text).toContain('tributary_produce_duration_seconds_bucket{le="0.005",service="normalizer"} 1');
    expect(text).toContain('tributary_produce_queue_bytes{service="normalizer"} 1');
    expect(text).toContain('tributary_nodejs_eventloop_lag_seconds');
  });

  it('have names of their own that say the unit', () => {
    const rows = Object.values(METRICS);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    for (const { name, type } of rows) {
      expect(name).toMatch(/^tributary_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(name.endsWith('_seconds') || type !== 'histogram').toBe(true);
    }
  });
});
