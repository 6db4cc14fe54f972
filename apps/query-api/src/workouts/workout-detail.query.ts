import {
  METRIC_BY_ID,
  toInstant,
  type RecordId,
  type RoutePoint,
  type RouteView,
  type SampleView,
  type WorkoutView,
} from '@tributary/contracts';
import { routeOf, toSampleView, type Recording } from '@tributary/store';
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

/** What the workout's sources recorded while it lasted, by metric and time. */
export async function workoutSamples(person: Person, { recordings }: FoundWorkout): Promise<SampleView[]> {
  const { readers, user } = person;
  if (recordings.length === 0) return [];
  const fromMs = Math.min(...recordings.map(({ startMs }) => startMs));
  const toMs = Math.max(...recordings.map(({ endMs }) => endMs));
  const zones = await person.zones({ fromMs, toMs });
  const sourceIds = [...new Set(recordings.map(({ record }) => record.sourceId))];
  const sources = await readers.data.sources.byKeys(user, sourceIds);
  const views: SampleView[] = [];
  for (const sourceId of sourceIds) {
    for (const metric of sources.get(sourceId)?.metrics ?? []) {
      if (!METRIC_BY_ID.has(metric)) continue;
      for await (const samples of readers.samples.all({ user, metric, sourceId }, { fromMs, toMs })) {
        for (const { record, sample } of samples) views.push(toSampleView(metric, sourceId, record, sample, zones));
        if (views.length >= MAX_SAMPLES) return views.slice(0, MAX_SAMPLES);
      }
    }
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
  const routed = recordings.filter((recording) => routeOf(recording).length > 0);
  const chosen = routed.find(({ record }) => record.sourceId === view.fieldSources['route']) ?? routed[0];
  return chosen ? toRouteView(view.id, chosen.record.id, chosen.record.sourceId, routeOf(chosen)) : null;
}
