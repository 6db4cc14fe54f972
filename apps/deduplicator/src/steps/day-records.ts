import { METRIC_BY_ID, type Metric, type SourceId } from '@tributary/contracts';
import type { MetricRecord, SampleColumns, SourcesById } from '@tributary/resolution';
import {
  bucketHours,
  chunkMetricOf,
  COPY_MARGIN_MS,
  HOUR_MS,
  LONGEST_RECORDING_MS,
  LONGEST_SAMPLE_MS,
  recordingKind,
  recordingsBetween,
  recordsOfMetric,
  type MetricWindow,
  type SeriesChunk,
  type StoredSource,
  type UserData,
} from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { unionOf, type Span } from '../person/spans.js';

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
    for (const [id, list] of spans) {
      const metric = METRIC_BY_ID.get(id);
      if (!metric) continue;
      const kind = recordingKind(metric);
      const stretches = unionOf(list.map(withMargin));
      for (const { fromMs, toMs } of stretches) {
        if (kind)
          work.recordings.take(await recordingsBetween(data, work.user, kind, fromMs, toMs, LONGEST_RECORDING_MS));
        const window: MetricWindow = { user: work.user, metric: chunkMetricOf(metric), fromMs, toMs };
        if (!work.neighbourhood.covers(window)) windows.push(window);
        around.push(window);
      }
    }
    work.takeChunks(await data.chunks.inWindows(windows));
    work.neighbourhood.keepOnly(around);
    return new DayRecords(work);
  }

  /** Samples of a metric that no recording decides. */
  columnsOf(metric: Metric, span: Span): SampleColumns[] {
    return this.#chunksAround(metric, withMargin(span)).map((chunk) => chunk.samples());
  }

  of(metric: Metric, span: Span): MetricRecord[] {
    const around = withMargin(span);
    const isRecorded = recordingKind(metric) !== null;
    const recordings = isRecorded ? Array.from(this.work.recordings.entries(), ([, recording]) => recording) : [];
    return recordsOfMetric(metric, this.#chunksAround(metric, around), recordings, around.fromMs, around.toMs);
  }

  #chunksAround(metric: Metric, { fromMs, toMs }: Span): SeriesChunk[] {
    return (this.#byMetric.get(chunkMetricOf(metric)) ?? []).filter(({ key }) => {
      const startMs = key.hour * HOUR_MS;
      return startMs < toMs && startMs + bucketHours(key.metric) * HOUR_MS + LONGEST_SAMPLE_MS > fromMs;
    });
  }
}

const withMargin = ({ fromMs, toMs }: Span): Span => ({ fromMs: fromMs - COPY_MARGIN_MS, toMs: toMs + COPY_MARGIN_MS });

export const sourcesById = (work: PersonWork): SourcesById =>
  new Map(
    Array.from(work.sources.entries(), ([id, { app, device }]: [string, StoredSource]) => [
      id,
      { id: id as SourceId, app, device },
    ]),
  );
