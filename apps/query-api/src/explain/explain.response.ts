import { toInstant, type ExplainView, type Interval, type Metric, type PriorityRule } from '@tributary/contracts';
import type { ExplainedDayCell, SourceShare } from '@tributary/resolution';
import { unitOf } from '@tributary/store';

export interface Explained {
  readonly metric: Metric;
  readonly date: string | null;
  readonly window: Interval;
  readonly cell: ExplainedDayCell;
  readonly sources: readonly SourceShare[];
}

const ruleOf = ({ metric, effectiveFrom, order, unlisted }: PriorityRule) => ({
  metric,
  effectiveFrom,
  order: order.map((entry) => ({ ...entry })),
  unlisted,
});

/** An explanation as the API shows it. */
export function toExplainView({ metric, date, window, cell, sources }: Explained): ExplainView {
  return {
    metric: metric.id,
    unit: unitOf(metric.id),
    aggregation: metric.summary ?? 'sum',
    date,
    start: toInstant(window.startMs),
    end: toInstant(window.endMs),
    value: cell.value,
    rule: { place: cell.chosen.place, ...ruleOf(cell.chosen.rule) },
    sources: sources.map((share) => ({ ...share })),
    segments: cell.segments.map(({ startMs, endMs, value, winner, losers }) => ({
      start: toInstant(startMs),
      end: toInstant(endMs),
      value,
      winner: { ...winner },
      losers: losers.map((loser) => ({ ...loser })),
    })),
  };
}
