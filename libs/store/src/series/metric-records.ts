import { sleepStageFor, SLEEP_STAGE_BY_ID, type Interval } from '@tributary/contracts';
import type { MetricRecord } from '@tributary/resolution';
import type { Recording } from '../records/recording.js';
import type { SeriesChunk } from './series-chunk.js';

const touches = (startMs: number, endMs: number, fromMs: number, toMs: number): boolean =>
  startMs < toMs && endMs >= fromMs;

/** The samples of chunks of one metric that touch `[fromMs, toMs)`, as resolution takes them. */
export function metricRecords(chunks: Iterable<SeriesChunk>, fromMs: number, toMs: number): MetricRecord[] {
  const found: MetricRecord[] = [];
  for (const chunk of chunks) {
    const {
      sourceId,
      startMs: starts,
      endMs: ends,
      value: values,
      recordOf,
      methods,
      modifiedMs,
      idAt,
    } = chunk.samples();
    for (let row = 0; row < starts.length; row++) {
      const [startMs, endMs] = [starts[row] ?? Number.NaN, ends[row] ?? Number.NaN];
      if (!touches(startMs, endMs, fromMs, toMs)) continue;
      const record = recordOf[row] ?? 0;
      found.push({
        id: idAt(row),
        sourceId,
        recordingMethod: methods[record] ?? 'unknown',
        modifiedMs: modifiedMs[record] ?? null,
        startMs,
        endMs,
        value: values[row] ?? Number.NaN,
      });
    }
  }
  return found;
}

/** Whether a session metric is made of recordings of this kind and type, and which pieces of one do not count. */
interface SessionMetric {
  readonly kind: Recording['kind'];
  readonly type: string | null;
  readonly excluded: (recording: Recording) => readonly Interval[];
}

const AWAKE = new Set(['awake', 'awake_in_bed', 'out_of_bed']);
const PAUSED = new Set(['rest', 'pause']);

/** Swept durations (design: sessions): gaps between sleep stages count as asleep, rests and pauses of a workout do not count. */
export const SESSION_METRICS: Readonly<Record<string, SessionMetric>> = {
  sleep_duration: {
    kind: 'sleep',
    type: null,
    excluded: ({ record: { content } }) =>
      content.kind === 'sleep' ? content.stages.filter(({ stage }) => AWAKE.has(stage)) : [],
  },
  workout_duration: {
    kind: 'workout',
    type: null,
    excluded: ({ record: { content } }) =>
      content.kind === 'workout' ? content.segments.filter(({ type }) => PAUSED.has(type)) : [],
  },
  mindfulness_duration: { kind: 'event', type: 'mindful_session', excluded: () => [] },
};

/** The recordings that a session metric is swept from, in `[fromMs, toMs)`. */
export function sessionRecords(
  metric: SessionMetric,
  recordings: Iterable<Recording>,
  fromMs: number,
  toMs: number,
): MetricRecord[] {
  const found: MetricRecord[] = [];
  for (const recording of recordings) {
    const { kind, type, startMs, endMs, record } = recording;
    if (
      kind !== metric.kind ||
      (metric.type !== null && type !== metric.type) ||
      !touches(startMs, endMs, fromMs, toMs)
    )
      continue;
    const { id, sourceId, recordingMethod, version } = record;
    found.push({
      id,
      sourceId,
      recordingMethod,
      modifiedMs: version.modifiedMs,
      startMs,
      endMs,
      excluded: metric.excluded(recording),
    });
  }
  return found;
}

const stageOf = (code: number): string => sleepStageFor('healthkit', code).stage;
const isAsleep = (stage: string): boolean => SLEEP_STAGE_BY_ID.get(stage)?.countsAsAsleep === true;

/**
 * HealthKit has no sleep session: each of its asleep samples counts as one of its own, and each awake one as one that
 * counts for nothing, so that no worse or more general record of sleep shows through it.
 */
export function asleepRecords(chunks: Iterable<SeriesChunk>, fromMs: number, toMs: number): MetricRecord[] {
  return metricRecords(chunks, fromMs, toMs).flatMap((record) => {
    if (!('value' in record)) return [];
    const stage = stageOf(record.value);
    if (!isAsleep(stage) && !AWAKE.has(stage)) return [];
    const { id, sourceId, recordingMethod, modifiedMs, startMs, endMs } = record;
    const excluded = isAsleep(stage) ? [] : [{ startMs, endMs }];
    return [{ id, sourceId, recordingMethod, modifiedMs, startMs, endMs, excluded }];
  });
}
