import { Controller, Inject, Param } from '@nestjs/common';
import type { ExplainView, Interval, Metric } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { dayCell, explainDayCell } from '@tributary/resolution';
import { metricHoldings } from '@tributary/store';
import { isDate } from '../lists/bound.js';
import { knownMetric } from '../lists/known-metric.js';
import { invalidQuery } from '../lists/query-error.js';
import type { Person } from '../person/person.js';
import { PersonReader } from '../person/person.reader.js';
import { rankingOf } from '../person/person-rules.js';
import { readWindow } from '../lists/window.js';
import { toExplainView } from './explain.response.js';

/** What is to be explained: a local date, or a window with the date it begins on. */
interface ExplainedTime {
  readonly date: string;
  readonly windows: readonly Interval[];
  readonly isDay: boolean;
}

/** An explanation names every record. */
const LONGEST_EXPLAINED_MS = 31 * 24 * 3_600_000;

function explainedMetric(id: string): Metric {
  const metric = knownMetric(id);
  if (metric.summary === null || (metric.resolution === 'none' && metric.summary !== 'count'))
    throw invalidQuery('metric', 'is not in daily summaries');
  return metric;
}

async function timeOf(query: QueryOf<'explain'>, person: Person): Promise<ExplainedTime> {
  const { dayStartsAtMinutes } = person;
  if (query.date !== undefined) {
    if (!isDate(query.date)) throw invalidQuery('date', 'must be a date YYYY-MM-DD');
    const noonMs = Date.parse(`${query.date}T12:00:00Z`);
    const zones = await person.zones({ fromMs: noonMs, toMs: noonMs });
    const windows = zones.dayWindow(query.date, dayStartsAtMinutes)?.windows ?? [];
    return { date: query.date, windows, isDay: true };
  }
  const { fromMs, toMs, zones } = await readWindow(query, person);
  if (fromMs === undefined || toMs === undefined) throw invalidQuery('date', 'is required, or from and to');
  if (toMs - fromMs > LONGEST_EXPLAINED_MS) throw invalidQuery('to', 'is more than 31 days after from');
  return {
    date: zones.localDate(fromMs, dayStartsAtMinutes),
    windows: [{ startMs: fromMs, endMs: toMs }],
    isDay: false,
  };
}

@Controller()
export class ExplainController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('explain')
  async explain(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('explain') query: QueryOf<'explain'>,
  ): Promise<ExplainView> {
    const metric = explainedMetric(query.metric);
    const person = await this.people.find(caller, id);
    const { date, windows, isDay } = await timeOf(query, person);
    const window = { startMs: windows[0]?.startMs ?? 0, endMs: windows.at(-1)?.endMs ?? 0 };
    const [ranking, { records }] = await Promise.all([
      rankingOf(person),
      metricHoldings(person.readers.data, person.user, metric, window),
    ]);
    const input = { metric, date, windows, records, ...ranking };
    const cell = explainDayCell(input);
    if (!cell) throw invalidQuery('metric', 'is not in daily summaries');
    return toExplainView({ metric, date: isDay ? date : null, window, cell, sources: dayCell(input)?.sources ?? [] });
  }
}
