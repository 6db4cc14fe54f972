import type { SourceId } from '@tributary/contracts';
import type { MetricRecord, SourcesById } from '@tributary/resolution';
import {
  asleepRecords,
  bucketHours,
  HOUR_MS,
  LONGEST_SAMPLE_MS,
  metricRecords,
  recordingsBetween,
  SESSION_METRICS,
  sessionRecords,
  type MetricWindow,
  type SeriesChunk,
  type StoredSource,
  type UserData,
} from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { unionOf, type Span } from '../person/spans.js';

/** Near copies differ by less than a second, so a day looks that far over its borders. */
const COPY_MARGIN_MS = 1_000;
const LONGEST_RECORDING_MS = 7 * 24 * HOUR_MS;
/** Chunks whose metric a session metric is (also) made of. */
const CHUNK_METRIC: Readonly<Record<string, string>> = { sleep_duration: 'sleep_stage' };

/** What decides the cells of a flush: the records of its metrics around its days, as they stand after the flush. */
export class DayRecords {
  readonly #byMetric = new Map<string, SeriesChunk[]>();

  private constructor(private readonly work: PersonWork) {
    for (const chunk of work.chunks.values()) {
      const list = this.#byMetric.get(chunk.key.metric);
      if (list) list.push(chunk);
      else this.#byMetric.set(chunk.key.metric, [chunk]);
    }
  }

  /** Reads what is missing of the metrics' neighbourhoods. */
  static async load(
    work: PersonWork,
    spans: ReadonlyMap<string, readonly Span[]>,
    data: UserData,
  ): Promise<DayRecords> {
    const windows: MetricWindow[] = [];
    const around: MetricWindow[] = [];
    for (const [metric, list] of spans) {
      const session = SESSION_METRICS[metric];
      const stretches = unionOf(
        list.map(({ fromMs, toMs }) => ({ fromMs: fromMs - COPY_MARGIN_MS, toMs: toMs + COPY_MARGIN_MS })),
      );
      for (const { fromMs, toMs } of stretches) {
        if (session)
          work.recordings.take(
            await recordingsBetween(data, work.user, session.kind, fromMs, toMs, LONGEST_RECORDING_MS),
          );
        const window: MetricWindow = { user: work.user, metric: CHUNK_METRIC[metric] ?? metric, fromMs, toMs };
        if (!work.neighbourhood.covers(window)) windows.push(window);
        around.push(window);
      }
    }
    work.takeChunks(await data.chunks.inWindows(windows));
    work.neighbourhood.keepOnly(around);
    return new DayRecords(work);
  }

  of(metric: string, { fromMs, toMs }: Span): MetricRecord[] {
    const [from, to] = [fromMs - COPY_MARGIN_MS, toMs + COPY_MARGIN_MS];
    const chunks = (this.#byMetric.get(CHUNK_METRIC[metric] ?? metric) ?? []).filter(({ key }) => {
      const startMs = key.hour * HOUR_MS;
      return startMs < to && startMs + bucketHours(key.metric) * HOUR_MS + LONGEST_SAMPLE_MS > from;
    });
    const session = SESSION_METRICS[metric];
    if (!session) return metricRecords(chunks, from, to);
    const recordings = Array.from(this.work.recordings.entries(), ([, recording]) => recording);
    return [
      ...sessionRecords(session, recordings, from, to),
      ...(metric === 'sleep_duration' ? asleepRecords(chunks, from, to) : []),
    ];
  }
}

export const sourcesById = (work: PersonWork): SourcesById =>
  new Map(
    Array.from(work.sources.entries(), ([id, { app, device }]: [string, StoredSource]) => [
      id,
      { id: id as SourceId, app, device },
    ]),
  );
