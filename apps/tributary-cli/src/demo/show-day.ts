import type { SleepView, SourceView, WorkoutView } from '@tributary/contracts';
import { type DayPage, SHOWN_METRICS } from './read-day.js';
import { type Cell, formatTable, hours, shown } from './table.js';

const titleOf = ({ app, device }: SourceView): string => app.name ?? device.model ?? app.id;

const clock = (instant: string, zone: string): string =>
  new Date(instant).toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });

/** One line per metric: what each source recorded, and the one number that the day comes to. */
function metricLines({ summary, sources, recorded }: DayPage): string[] {
  if (summary === null) return ['No data.'];
  const rows = SHOWN_METRICS.flatMap(({ metric, digits }): Cell[][] => {
    const resolved = summary.metrics[metric];
    if (resolved === undefined) return [];
    const perSource = sources.map((source) => {
      const value = recorded.get(source.id)?.get(metric);
      return value === undefined ? null : shown(value, digits);
    });
    return [[metric, ...perSource, shown(resolved.value, digits), resolved.unit]];
  });
  return formatTable(['metric', ...sources.map(titleOf), 'resolved', 'unit'], rows);
}

const localDate = (instant: string, zone: string): string =>
  new Date(instant).toLocaleDateString('en-CA', { timeZone: zone });

function nightLines(night: SleepView, zone: string): string[] {
  const from = `${clock(night.start, zone)}–${clock(night.end, zone)}`;
  const share = night.efficiency === null ? '' : `, efficiency ${String(shown(night.efficiency * 100))} %`;
  const head = `${night.kind} ${from}: asleep ${hours(night.asleepSeconds)} of ${hours(night.inBedSeconds)} in bed${share}`;
  const stages = Object.entries(night.stageSeconds)
    .filter(([, seconds]) => seconds > 0)
    .map(([stage, seconds]) => `${stage} ${hours(seconds)}`);
  return [head, `  ${stages.join(', ')}`];
}

function workoutRow(workout: WorkoutView, zone: string): Cell[] {
  const { distance, active_energy: energy, heart_rate: heart } = workout.statistics;
  const number = (value: number | undefined): number | null => (value === undefined ? null : shown(value));
  return [
    workout.sport,
    localDate(workout.start, zone),
    clock(workout.start, zone),
    hours(workout.durationSeconds),
    hours(workout.activeSeconds),
    number(distance?.value),
    number(energy?.value),
    number(heart?.avg),
    workout.laps.length,
  ];
}

const WORKOUT_HEAD = ['sport', 'date', 'start', 'duration', 'active', 'metres', 'kcal', 'avg bpm', 'laps'];

/** The page of one person's day, line by line. */
export function showDay(page: DayPage, zone: string): string[] {
  const workouts = page.workouts.map((workout) => workoutRow(workout, zone));
  return [
    ...metricLines(page),
    '',
    'Sleep',
    ...(page.nights.length === 0 ? ['None.'] : page.nights.flatMap((night) => nightLines(night, zone))),
    '',
    'Workouts of the last days',
    ...(workouts.length === 0 ? ['None.'] : formatTable(WORKOUT_HEAD, workouts)),
  ];
}
