import type { WorkoutView } from '@tributary/contracts';
import { entityPage, recordingPage, type ListRow, type StartPage, type ZoneLookup } from '@tributary/store';
import type { Person } from '../person/person.js';
import { toRecordedWorkoutView } from './recorded-workout.response.js';

/** What of a person's workouts is wanted; null: all. */
export interface WorkoutFilter {
  readonly sports: ReadonlySet<string> | null;
  /** The platform's code as sent, a number as text. */
  readonly rawSport: string | null;
}

const isWanted = ({ sports, rawSport }: WorkoutFilter, sport: string, sent: string | number): boolean =>
  (sports?.has(sport) ?? true) && (rawSport === null || rawSport === String(sent));

/** One row of a list of workouts per real workout, or per recording. */
export type WorkoutListing = (
  person: Person,
  page: StartPage,
  filter: WorkoutFilter,
  zones: ZoneLookup,
) => Promise<ListRow<WorkoutView>[]>;

const resolved: WorkoutListing = ({ readers, user }, page, filter) =>
  entityPage(readers.data.workouts, user, page, ({ sport, rawSport }) => isWanted(filter, sport, rawSport));

const recorded: WorkoutListing = async ({ readers, user }, page, filter, zones) => {
  const rows = await recordingPage(
    readers.data.recordings,
    user,
    'workout',
    page,
    ({ record: { content } }) => content.kind === 'workout' && isWanted(filter, content.sport, content.rawSport),
  );
  return rows.flatMap(({ id, document }) => {
    const { content } = document.record;
    return content.kind === 'workout' ? [{ id, document: toRecordedWorkoutView(document, content, zones) }] : [];
  });
};

export const WORKOUT_LISTINGS = { resolved, recorded } as const satisfies Record<string, WorkoutListing>;
