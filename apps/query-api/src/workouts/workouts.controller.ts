import { Controller, Header, Inject, Param } from '@nestjs/common';
import { sportsUnder, type RouteView, type WorkoutDetailView, type WorkoutView } from '@tributary/contracts';
import { Caller, notFound, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { limitOf, listTag, startCursor, toPage, type Page } from '../lists/page.js';
import { invalidQuery } from '../lists/query-error.js';
import { readWindow } from '../lists/window.js';
import { PersonReader } from '../person/person.reader.js';
import { findWorkout, workoutRoute, workoutSamples } from './workout-detail.query.js';
import { WORKOUT_LISTINGS } from './workout-list.query.js';

function knownSports(sport: string | undefined): ReadonlySet<string> | null {
  if (sport === undefined) return null;
  const sports = sportsUnder(sport);
  if (sports.size === 0) throw invalidQuery('sport', 'is neither a sport nor a group of sports');
  return sports;
}

@Controller()
export class WorkoutsController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listWorkouts')
  async list(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('listWorkouts') query: QueryOf<'listWorkouts'>,
  ): Promise<Page<WorkoutView>> {
    const filter = { sports: knownSports(query.sport), rawSport: query.rawSport ?? null };
    const tag = listTag('listWorkouts', query, id);
    const limit = limitOf(query);
    const cursor = startCursor(query, tag);
    const person = await this.people.find(caller, id);
    const { zones, ...window } = await readWindow(query, person);
    const rows = await WORKOUT_LISTINGS[query.view](person, { ...window, ...cursor, limit }, filter, zones);
    return toPage(
      rows,
      limit,
      tag,
      (row) => [Date.parse(row.document.start), row.id],
      (row) => row.document,
    );
  }

  @Route('readWorkout')
  async read(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @Param('workoutId') workoutId: string,
  ): Promise<WorkoutDetailView> {
    const person = await this.people.find(caller, id);
    const workout = await findWorkout(person, workoutId);
    if (!workout) throw notFound();
    return { ...workout.view, samples: await workoutSamples(person, workout) };
  }

  @Route('readWorkoutRoute')
  @Header('content-type', 'application/geo+json')
  async route(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @Param('workoutId') workoutId: string,
  ): Promise<RouteView> {
    const person = await this.people.find(caller, id);
    const workout = await findWorkout(person, workoutId);
    const route = workout && workoutRoute(workout);
    if (!route) throw notFound();
    return route;
  }
}
