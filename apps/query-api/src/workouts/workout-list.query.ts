import type { WorkoutView } from '@tributary/contracts';
import { entityPage, recordingPage, type ListRow, type StartPage, type ZoneLookup } from '@tributary/store';
import type { Person } from '../person/person.js';
import { toRecordedWorkoutView } from './recorded-workout.response.js';

/** One row of a list of workouts per real workout, or per recording. */
export type WorkoutListing = (
  person: Person,
  page: StartPage,
  sports: ReadonlySet<string> | null,
  zones: ZoneLookup,
) => Promise<ListRow<WorkoutView>[]>;

const resolved: WorkoutListing = ({ readers, user }, page, sports) =>
  entityPage(readers.data.workouts, user, page, ({ sport }) => sports?.has(sport) ?? true);

const recorded: WorkoutListing = async ({ readers, user }, page, sports, zones) => {
  const rows = await recordingPage(
    readers.data.recordings,
    user,
    'workout',
    page,
    ({ type }) => sports?.has(type) ?? true,
  );
  return rows.flatMap(({ id, document }) => {
    const { content } = document.record;
    return content.kind === 'workout' ? [{ id, document: toRecordedWorkoutView(document, content, zones) }] : [];
  });
};

export const WORKOUT_LISTINGS = { resolved, recorded } as const satisfies Record<string, WorkoutListing>;
