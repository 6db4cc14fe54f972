import {
  METRIC_BY_ID,
  toInstant,
  type RecordId,
  type RoutePoint,
  type RouteView,
  type SampleView,
  type SourceId,
  type WorkoutView,
} from '@tributary/contracts';
import {
  compareStarts,
  lineOf,
  toSampleView,
  type OpenWindow,
  type PlacedSample,
  type Recording,
  type SampleList,
} from '@tributary/store';
import type { Person } from '../person/person.js';
import { toRecordedWorkoutView } from './recorded-workout.response.js';

/** A workout of a list, and the recordings it was made of, in the order of its list of recordings. */
export interface FoundWorkout {
  readonly view: WorkoutView;
  readonly recordings: readonly Recording[];
}

async function recordingsOf({ readers, user }: Person, ids: readonly string[]): Promise<Recording[]> {
  const found = await readers.data.recordings.byKeys(user, ids);
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** A resolved workout by its id, or one recording by its own; null: neither. */
export async function findWorkout(person: Person, id: string): Promise<FoundWorkout | null> {
  const { readers, user } = person;
  const entity = await readers.data.workouts.get(user, id);
  if (entity && !entity.gone) {
    return {
      view: entity.view,
      recordings: await recordingsOf(
        person,
        entity.view.recordings.map((recording) => recording.id),
      ),
    };
  }
  const recording = await readers.data.recordings.get(user, id);
  if (recording?.record.content.kind !== 'workout') return null;
  const zones = await person.zones({ fromMs: recording.startMs, toMs: recording.endMs });
  return { view: toRecordedWorkoutView(recording, recording.record.content, zones), recordings: [recording] };
}

/** A marathon at 1 Hz with several sensors fits; what is longer is read through the list of samples. */
const MAX_SAMPLES = 100_000;

/** The first samples of a metric and one of the sources. */
async function firstSamples({ readers }: Person, list: SampleList, window: OpenWindow, limit: number) {
  const found: PlacedSample[] = [];
  for await (const samples of readers.samples.all(list, window)) {
    for (const sample of samples) found.push(sample);
    if (found.length >= limit) break;
  }
  return found;
}

/** What the workout's sources recorded while it lasted, by metric and time. */
export async function workoutSamples(person: Person, { recordings }: FoundWorkout): Promise<SampleView[]> {
  const { readers, user } = person;
  if (recordings.length === 0) return [];
  const fromMs = Math.min(...recordings.map(({ startMs }) => startMs));
  const toMs = Math.max(...recordings.map(({ endMs }) => endMs));
  const zones = await person.zones({ fromMs, toMs });
  const sources = await readers.data.sources.byKeys(
    user,
    recordings.map(({ record }) => record.sourceId),
  );
  const metrics = new Set(Array.from(sources.values(), (source) => source.metrics).flat());
  const views: SampleView[] = [];
  for (const metric of [...metrics].filter((id) => METRIC_BY_ID.has(id)).sort()) {
    const left = MAX_SAMPLES - views.length;
    const found: PlacedSample[] = [];
    for (const [sourceId, source] of sources) {
      if (!source.metrics.includes(metric)) continue;
      const list = { user, metric, sourceId: sourceId as SourceId };
      for (const sample of await firstSamples(person, list, { fromMs, toMs }, left)) found.push(sample);
    }
    for (const { sourceId, record, sample } of found.sort(compareStarts).slice(0, left))
      views.push(toSampleView(metric, sourceId, record, sample, zones));
    if (views.length >= MAX_SAMPLES) break;
  }
  return views;
}

/** Values of all points, or nothing where no point has one. */
function column(
  points: readonly RoutePoint[],
  name: string,
  field: 'speed' | 'course' | 'horizontalAccuracy' | 'verticalAccuracy',
) {
  const values = points.map((point) => point[field] ?? null);
  return values.some((value) => value !== null) ? { [name]: values } : {};
}

function toRouteView(
  workoutId: string,
  recordingId: RecordId,
  sourceId: string,
  points: readonly RoutePoint[],
): RouteView {
  const coordinates = points.map(({ longitude, latitude, altitude }) =>
    altitude === undefined ? [longitude, latitude] : [longitude, latitude, altitude],
  );
  return {
    type: 'Feature',
    geometry: { type: 'LineString', coordinates },
    properties: {
      workoutId,
      recordingId,
      sourceId,
      times: points.map(({ timeMs }) => toInstant(timeMs)),
      ...column(points, 'speeds', 'speed'),
      ...column(points, 'courses', 'course'),
      ...column(points, 'horizontalAccuracies', 'horizontalAccuracy'),
      ...column(points, 'verticalAccuracies', 'verticalAccuracy'),
    },
  };
}

/** The route of the source that the workout's route was taken from, else of its first recording with one; null: none. */
export function workoutRoute({ view, recordings }: FoundWorkout): RouteView | null {
  const routed = recordings.filter((recording) => lineOf(recording).length > 0);
  const chosen = routed.find(({ record }) => record.sourceId === view.fieldSources['route']) ?? routed[0];
  return chosen ? toRouteView(view.id, chosen.record.id, chosen.record.sourceId, lineOf(chosen)) : null;
}
