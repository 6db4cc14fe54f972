import type { Output } from '@tributary/kafka';
import {
  PersonErasures,
  ProfileRepository,
  RuleRepository,
  userData,
  type Store,
  type UserData,
} from '@tributary/store';
import { NeighbourhoodCache } from './person/neighbourhood.js';
import { OneAtATime } from './concurrency.js';
import type { PersonWork } from './person/person-work.js';

/** What the pipelines of one process share. */
export interface PipelineDependencies {
  readonly store: Store;
  readonly data: UserData;
  readonly profiles: ProfileRepository;
  readonly rules: RuleRepository;
  readonly erasures: PersonErasures;
  readonly output: Output;
  readonly service: { readonly name: string; readonly version: string };
  readonly metrics: { flushed(work: PersonWork): void };
  readonly neighbourhoods: NeighbourhoodCache;
  /** By person: two lanes of a process never write one person at once. */
  readonly turns: OneAtATime;
}

type Given = Pick<PipelineDependencies, 'store' | 'output' | 'service' | 'metrics'>;

export const pipelineDependencies = (given: Given): PipelineDependencies => ({
  ...given,
  data: userData(given.store),
  profiles: new ProfileRepository(given.store),
  rules: new RuleRepository(given.store),
  erasures: new PersonErasures(given.store),
  neighbourhoods: new NeighbourhoodCache(),
  turns: new OneAtATime(),
});
