import { Controller, Inject, Param, type StreamableFile } from '@nestjs/common';
import type { Interval, Metric } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { explainDayCell, explainDayCellOfColumns, type DayCellInput } from '@tributary/resolution';
import { metricColumns, metricHoldings } from '@tributary/store';
import { bodyStream } from '../lists/body-stream.js';
import { isDate } from '../lists/bound.js';
import { JSON_TYPE } from '../lists/json-type.js';
import { knownMetric } from '../lists/known-metric.js';
import { invalidQuery } from '../lists/query-error.js';
import type { Person } from '../person/person.js';
import { PersonReader } from '../person/person.reader.js';
import { rankingOf } from '../person/person-rules.js';
import { readWindow } from '../lists/window.js';
import { explanationBlocks } from './explain.response.js';

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

/** What is in a window of a metric, explained; measurements from columns, since a day of one has up to 86,400 samples. */
async function explainWindow({ readers, user }: Person, day: Omit<DayCellInput, 'records'>, window: Interval) {
  if (day.metric.resolution === 'best_source')
    return explainDayCellOfColumns(day, await metricColumns(readers.data, user, day.metric, window));
  const { records } = await metricHoldings(readers.data, user, day.metric, window);
  return explainDayCell({ ...day, records });
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
    const { date, windows, isDay } = await timeOf(query, person);
    const window = { startMs: windows[0]?.startMs ?? 0, endMs: windows.at(-1)?.endMs ?? 0 };
    const cell = await explainWindow(person, { metric, date, windows, ...(await rankingOf(person)) }, window);
    if (!cell) throw invalidQuery('metric', 'is not in daily summaries');
    return bodyStream(explanationBlocks({ metric, date: isDay ? date : null, window, cell }), JSON_TYPE);
  }
}
