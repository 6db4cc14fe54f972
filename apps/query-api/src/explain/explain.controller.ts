import { Controller, Inject, Param, type StreamableFile } from '@nestjs/common';
import type { Interval, Metric } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import {
  explainDayCell,
  explainDayCellOfColumns,
  explainSpans,
  hull,
  type DayCellInput,
  type ZoneTimeline,
} from '@tributary/resolution';
import { metricColumns, metricHoldings } from '@tributary/store';
import { bodyStream } from '../lists/body-stream.js';
import { isDate } from '../lists/bound.js';
import { JSON_TYPE } from '../lists/json-type.js';
import { knownMetric } from '../lists/known-metric.js';
import { invalidQuery } from '../lists/query-error.js';
import type { Person } from '../person/person.js';
import { PersonReader } from '../person/person.reader.js';
import { rankingOf } from '../person/person-rules.js';
import { rulePeriods } from '../person/rule-periods.js';
import { readWindow } from '../lists/window.js';
import { explanationBlocks } from './explain.response.js';

/** What is to be explained: a local date, or a window. */
type ExplainedTime =
  | { readonly kind: 'day'; readonly date: string; readonly window: Interval; readonly windows: readonly Interval[] }
  | { readonly kind: 'window'; readonly window: Interval; readonly calendar: ZoneTimeline };

/** An explanation names every record. */
const LONGEST_EXPLAINED_MS = 31 * 24 * 3_600_000;

function explainedMetric(id: string): Metric {
  const metric = knownMetric(id);
  if (metric.summary === null || (metric.resolution === 'none' && metric.summary !== 'count'))
    throw invalidQuery('metric', 'is not in daily summaries');
  return metric;
}

/** A month in which clocks go back has an hour more, but no more by the clock. */
const isTooLong = (fromMs: number, toMs: number, zones: ZoneTimeline): boolean =>
  Math.min(toMs - fromMs, zones.toLocal(toMs) - zones.toLocal(fromMs)) > LONGEST_EXPLAINED_MS;

async function timeOf(query: QueryOf<'explain'>, person: Person): Promise<ExplainedTime> {
  const { dayStartsAtMinutes } = person;
  if (query.date !== undefined) {
    if (!isDate(query.date)) throw invalidQuery('date', 'must be a date YYYY-MM-DD');
    const noonMs = Date.parse(`${query.date}T12:00:00Z`);
    const zones = await person.zones({ fromMs: noonMs, toMs: noonMs });
    const day = zones.dayWindow(query.date, dayStartsAtMinutes);
    if (day) return { kind: 'day', date: query.date, window: hull(day.windows), windows: day.windows };
    // Nothing lies on a date that was skipped; it would be where the next one begins.
    const atMs = zones.startOfDate(query.date, dayStartsAtMinutes);
    return { kind: 'day', date: query.date, window: { startMs: atMs, endMs: atMs }, windows: [] };
  }
  const { fromMs, toMs, zones } = await readWindow(query, person);
  if (fromMs === undefined || toMs === undefined) throw invalidQuery('date', 'is required, or from and to');
  if (isTooLong(fromMs, toMs, zones)) throw invalidQuery('to', 'is more than 31 days after from');
  return { kind: 'window', window: { startMs: fromMs, endMs: toMs }, calendar: zones };
}

type OfDay = Omit<DayCellInput, 'records'>;

/** Measurements from columns, since a day of one has up to 86,400 samples. */
async function explainMeasurements({ readers, user }: Person, day: OfDay, window: Interval) {
  return explainDayCellOfColumns(day, await metricColumns(readers.data, user, day.metric, window));
}

async function explainDay(
  person: Person,
  metric: Metric,
  { date, window, windows }: Extract<ExplainedTime, { kind: 'day' }>,
) {
  const day = { metric, date, windows, ...(await rankingOf(person)) };
  if (metric.resolution === 'best_source') return { window, cell: await explainMeasurements(person, day, window) };
  const { records } = await metricHoldings(person.readers.data, person.user, metric, window);
  return { window, cell: explainDayCell({ ...day, records }) };
}

async function explainWindow(person: Person, metric: Metric, window: Interval, calendar: ZoneTimeline) {
  const { readers, user, dayStartsAtMinutes } = person;
  const ranking = await rankingOf(person);
  const periods = rulePeriods(ranking.rules, metric.id, window, { calendar, dayStartsAtMinutes });
  if (metric.resolution === 'best_source') {
    const date = calendar.localDate(window.startMs, dayStartsAtMinutes);
    const day = { metric, date, windows: [window], ...ranking };
    return { window, cell: await explainMeasurements(person, day, window), periods: periods.slice(0, 1) };
  }
  const { records } = await metricHoldings(readers.data, user, metric, window);
  return { window, cell: explainSpans({ metric, records, sources: ranking.sources }, periods), periods };
}

@Controller()
export class ExplainController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('explain')
  async explain(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('explain') query: QueryOf<'explain'>,
  ): Promise<StreamableFile> {
    const metric = explainedMetric(query.metric);
    const person = await this.people.find(caller, id);
    const time = await timeOf(query, person);
    const { cell, ...found } =
      time.kind === 'day'
        ? await explainDay(person, metric, time)
        : await explainWindow(person, metric, time.window, time.calendar);
    if (!cell) throw invalidQuery('metric', 'is not in daily summaries');
    const date = time.kind === 'day' ? time.date : null;
    return bodyStream(explanationBlocks({ metric, date, ...found, cell }), JSON_TYPE);
  }
}
