import {
  METRIC_BY_ID,
  toInstant,
  type DailySummaryView,
  type PlacedRules,
  type SleepView,
  type WorkoutView,
} from '@tributary/contracts';
import {
  dayCell,
  dayCellOfColumns,
  totalOf,
  type DayCell,
  type DayCellInput,
  type DayWindow,
} from '@tributary/resolution';
import { entitiesBetween, HOUR_MS, type Entity, type UserData } from '@tributary/store';
import { dayStartMinutes } from '../person/day-start.js';
import { settleEntity, type EntityChange } from '../person/entity-change.js';
import type { PersonWork } from '../person/person-work.js';
import type { Span } from '../person/spans.js';
import type { PersonZones } from '../person/zones.js';
import { addCells, type AffectedCells } from './affected-cells.js';
import { DayRecords, sourcesById } from './day-records.js';
import type { DateScope } from './settle-around.js';

const DAY_MS = 24 * HOUR_MS;

interface Reader {
  readonly data: UserData;
}

/** Resolves the given cells (metric, local day), and the days of changed nights and workouts. */
export async function resolveDays(
  work: PersonWork,
  zones: PersonZones,
  rules: PlacedRules,
  cells: AffectedCells,
  entities: readonly EntityChange[],
  { data }: Reader,
  scope: DateScope,
): Promise<EntityChange[]> {
  const dayStart = dayStartMinutes(work.profile?.dayStartsAt);
  for (const date of entityDates(entities, work, zones, dayStart)) if (scope(date)) addCells(cells, date, []);
  work.dailySummaries.take(await data.dailySummaries.byKeys(work.user, [...cells.keys()]));
  const days = [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, metrics]) => ({ date, metrics, window: zones.now.dayWindow(date, dayStart) }));
  const records = await DayRecords.load(work, spansByMetric(days), data);
  await loadEntitiesOf(work, days, data);

  const sources = sourcesById(work);
  return days.flatMap(({ date, metrics, window }) => {
    const before = work.dailySummaries.get(date);
    const cellsOf = { ...(before?.gone === false ? before.view.metrics : {}) };
    for (const id of metrics) {
      const metric = METRIC_BY_ID.get(id);
      const cell =
        metric && window && cellOf({ metric, date, windows: window.windows, sources, rules }, records, window);
      if (cell) cellsOf[id] = { ...cell, sources: cell.sources.map((share) => ({ ...share })) };
      else Reflect.deleteProperty(cellsOf, id);
    }
    const view = summaryOf(work, date, window, cellsOf, zones, dayStart);
    return settleEntity(work.dailySummaries, 'daily_summary', work.user, date, view) ?? [];
  });
}

/** Dense metrics are all of the best source, and a day of one has up to 86,400 samples: they go as columns. */
function cellOf(day: Omit<DayCellInput, 'records'>, records: DayRecords, window: DayWindow): DayCell | null {
  return day.metric.resolution === 'best_source'
    ? dayCellOfColumns(day, records.columnsOf(day.metric, hullOf(window)))
    : dayCell({ ...day, records: records.of(day.metric, hullOf(window)) });
}

interface Day {
  readonly date: string;
  readonly metrics: ReadonlySet<string>;
  readonly window: DayWindow | null;
}

const hullOf = ({ windows }: DayWindow): Span => ({
  fromMs: windows[0]?.startMs ?? 0,
  toMs: windows.at(-1)?.endMs ?? 0,
});

function spansByMetric(days: readonly Day[]): Map<string, Span[]> {
  const spans = new Map<string, Span[]>();
  for (const { metrics, window } of days) {
    if (!window) continue;
    for (const metric of metrics) spans.set(metric, [...(spans.get(metric) ?? []), hullOf(window)]);
  }
  return spans;
}

/** Dates on which a changed night or workout stands, before and after. */
function entityDates(
  entities: readonly EntityChange[],
  work: PersonWork,
  zones: PersonZones,
  dayStart: number,
): Set<string> {
  const dates = new Set<string>();
  for (const { kind, id, after } of entities) {
    const drafts = kind === 'sleep' ? work.sleepEpisodes : work.workouts;
    for (const entity of [after, drafts.read(id)]) {
      if (!entity) continue;
      dates.add(kind === 'sleep' ? (entity.view as SleepView).date : zones.now.localDate(entity.startMs, dayStart));
    }
  }
  return dates;
}

/** Episodes and workouts of the days, for the summaries' own sections. */
async function loadEntitiesOf(work: PersonWork, days: readonly Day[], data: UserData): Promise<void> {
  const known = days.flatMap(({ window }) => (window ? [hullOf(window)] : []));
  if (known.length === 0) return;
  const fromMs = Math.min(...known.map((span) => span.fromMs)) - 2 * DAY_MS;
  const toMs = Math.max(...known.map((span) => span.toMs)) + 2 * DAY_MS;
  work.sleepEpisodes.take(await entitiesBetween(data.sleepEpisodes, work.user, fromMs, toMs));
  work.workouts.take(await entitiesBetween(data.workouts, work.user, fromMs, toMs));
}

/** What stands of a date, by start: whatever changed last, it is added up in one order. */
const standingOn = <View>(
  entries: Iterable<[string, Entity<View>]>,
  isOn: (entity: Entity<View>) => boolean,
): readonly View[] =>
  Array.from(entries)
    .filter(([, entity]) => !entity.gone && isOn(entity))
    .sort(([idA, a], [idB, b]) => a.startMs - b.startMs || (idA < idB ? -1 : 1))
    .map(([, { view }]) => view);

function summaryOf(
  work: PersonWork,
  date: string,
  window: DayWindow | null,
  metrics: DailySummaryView['metrics'],
  zones: PersonZones,
  dayStart: number,
): { startMs: number; endMs: number; view: DailySummaryView } | null {
  if (window === null) return null;
  const nights = standingOn(work.sleepEpisodes.entries(), ({ view }) => view.date === date);
  const workouts = standingOn(
    work.workouts.entries(),
    ({ startMs }) => zones.now.localDate(startMs, dayStart) === date,
  );
  if (Object.keys(metrics).length === 0 && nights.length === 0 && workouts.length === 0) return null;
  const { fromMs, toMs } = hullOf(window);
  const view: DailySummaryView = {
    date,
    zone: window.zone,
    dayLengthSeconds: window.lengthSeconds,
    metrics: Object.fromEntries(Object.entries(metrics).sort(([a], [b]) => (a < b ? -1 : 1))),
    sleep: nights.length === 0 ? null : sleepSection(nights),
    workouts: workouts.length === 0 ? null : workoutSection(workouts),
    version: 1,
    updatedAt: toInstant(work.nowMs),
  };
  return { startMs: fromMs, endMs: toMs, view };
}

function sleepSection(nights: readonly SleepView[]): NonNullable<DailySummaryView['sleep']> {
  const byStage = Map.groupBy(
    nights.flatMap((night) => Object.entries(night.stageSeconds)),
    ([stage]) => stage,
  );
  return {
    episodes: nights.length,
    asleepSeconds: totalOf(nights.map((night) => night.asleepSeconds)),
    inBedSeconds: totalOf(nights.map((night) => night.inBedSeconds)),
    stageSeconds: Object.fromEntries(
      Array.from(byStage, ([stage, parts]) => [stage, totalOf(parts.map(([, seconds]) => seconds))]),
    ),
  };
}

const workoutSection = (workouts: readonly WorkoutView[]): NonNullable<DailySummaryView['workouts']> => ({
  count: workouts.length,
  durationSeconds: totalOf(workouts.map((workout) => workout.durationSeconds)),
  activeSeconds: totalOf(workouts.map((workout) => workout.activeSeconds)),
});
