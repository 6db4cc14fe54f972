import type { DailySummaryView, EventView, SampleView, SleepView, SourceView, WorkoutView } from '@tributary/contracts';
import type { ApiClient } from './api-client.js';

const METRICS = ['steps', 'distance', 'active_energy', 'heart_rate', 'weight', 'blood_pressure_systolic'];

/** What is served of a person, without what says how it came about: counters of derived entities and times of processing. */
export interface ServedState {
  readonly days: readonly Omit<DailySummaryView, 'version' | 'updatedAt'>[];
  readonly nights: readonly Omit<SleepView, 'version'>[];
  readonly workouts: readonly Omit<WorkoutView, 'version'>[];
  readonly events: readonly EventView[];
  readonly samples: readonly SampleView[];
  readonly sources: readonly Pick<SourceView, 'id' | 'app' | 'device' | 'metrics' | 'recordingMethods'>[];
}

const withoutVersion = <T extends { readonly version: number }>({ version: _, ...rest }: T) => rest;

/** Reads everything the query API serves of a person. */
export async function servedState(api: ApiClient, userId: string): Promise<ServedState> {
  const user = `/v1/users/${userId}`;
  const samples = await Promise.all(METRICS.map((metric) => api.list<SampleView>(`${user}/samples?metric=${metric}`)));
  const days = await api.list<DailySummaryView>(`${user}/daily-summaries`);
  const sources = await api.read<{ data: SourceView[] }>(`${user}/sources`);
  return {
    days: days.map(({ updatedAt: _, ...day }) => withoutVersion(day)),
    nights: (await api.list<SleepView>(`${user}/sleep`)).map(withoutVersion),
    workouts: (await api.list<WorkoutView>(`${user}/workouts`)).map(withoutVersion),
    events: await api.list<EventView>(`${user}/events`),
    samples: samples.flat(),
    sources: sources.data
      .map(({ id, app, device, metrics, recordingMethods }) => ({ id, app, device, metrics, recordingMethods }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
