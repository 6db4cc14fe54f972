import type { AggregateView, DailySummaryView, SleepView, SourceView, WorkoutView } from '@tributary/contracts';
import { addDays } from '@tributary/simulator';
import type { Api } from './api.js';

interface List<T> {
  readonly data: readonly T[];
}

/** Everything the demo shows of one local date of one person. */
export interface DayPage {
  readonly summary: DailySummaryView | null;
  readonly sources: readonly SourceView[];
  /** Source id → metric → what that source alone recorded. */
  readonly recorded: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly nights: readonly SleepView[];
  /** Of all days that were fed: not every day has one. */
  readonly workouts: readonly WorkoutView[];
}

/** Metrics of the table; `digits` after the point. */
export const SHOWN_METRICS = [
  { metric: 'steps', digits: 0 },
  { metric: 'distance_walking_running', digits: 0 },
  { metric: 'distance', digits: 0 },
  { metric: 'active_energy', digits: 0 },
  { metric: 'heart_rate', digits: 1 },
  { metric: 'hrv_sdnn', digits: 1 },
  { metric: 'hrv_rmssd', digits: 1 },
  { metric: 'weight', digits: 2 },
] as const;

async function recordedBy(query: Api, user: string, source: SourceView, date: string): Promise<Map<string, number>> {
  const values = new Map<string, number>();
  for (const { metric } of SHOWN_METRICS.filter((row) => source.metrics.includes(row.metric))) {
    const window = new URLSearchParams({ metric, from: date, to: date, bucket: 'P1D', source: source.id });
    const { data } = await query.get<List<AggregateView>>(`${user}/aggregates?${window.toString()}`);
    const value = data[0]?.value ?? null;
    if (value !== null) values.set(metric, value);
  }
  return values;
}

/** @param firstDate from which on workouts are shown */
export async function readDay(query: Api, userId: string, date: string, firstDate: string): Promise<DayPage> {
  const user = `/v1/users/${userId}`;
  const window = `from=${date}&to=${date}`;
  const summaries = await query.get<List<DailySummaryView>>(`${user}/daily-summaries?${window}`);
  const { data: sources } = await query.get<List<SourceView>>(`${user}/sources`);
  const recorded = new Map<string, ReadonlyMap<string, number>>();
  for (const source of sources) recorded.set(source.id, await recordedBy(query, user, source, date));
  // A night begins on the evening before the date it belongs to.
  const nights = await query.get<List<SleepView>>(`${user}/sleep?from=${addDays(date, -1)}&to=${date}`);
  const workouts = await query.get<List<WorkoutView>>(`${user}/workouts?from=${firstDate}&to=${date}`);
  return {
    summary: summaries.data[0] ?? null,
    sources,
    recorded,
    nights: nights.data.filter((night) => night.date === date),
    workouts: workouts.data,
  };
}
