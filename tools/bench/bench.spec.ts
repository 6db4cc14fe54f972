import { percentilesOf } from './percentiles.mjs';
import { sumOf } from './prometheus.mjs';

describe('the benchmark', () => {
  it('takes percentiles by nearest rank', () => {
    const oneToTwenty = Array.from({ length: 20 }, (_, index) => 20 - index);
    expect(percentilesOf(oneToTwenty)).toEqual({ p50: 10, p95: 19, p99: 20, most: 20 });
    expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7, most: 7 });
    expect(percentilesOf([])).toEqual({ p50: null, p95: null, p99: null, most: null });
  });

  it('adds up the series of one metric that have the labels asked for', () => {
    const text = [
      '# HELP messages_total handled',
      'messages_total{topic="a",service="s"} 3',
      'messages_total{topic="b",service="s"} 4.5',
      'messages_total_more{topic="a"} 100',
      'memory_bytes 1.5e+6',
    ].join('\n');
    expect(sumOf(text, 'messages_total')).toBe(7.5);
    expect(sumOf(text, 'messages_total', ['topic="b"'])).toBe(4.5);
    expect(sumOf(text, 'memory_bytes')).toBe(1_500_000);
    expect(sumOf(text, 'absent')).toBe(0);
  });
});
