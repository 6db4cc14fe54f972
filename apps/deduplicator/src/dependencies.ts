import type { Output } from '@tributary/kafka';
import type { ProfileRepository, RuleRepository, Store, UserData } from '@tributary/store';
import type { PersonWork } from './person/person-work.js';

/** What the pipeline needs from outside; the service builds it, specs hand in their own. */
export interface DeduplicatorDependencies {
  readonly store: Store;
  readonly data: UserData;
  readonly profiles: ProfileRepository;
  readonly rules: RuleRepository;
  readonly output: Output;
  readonly service: { readonly name: string; readonly version: string };
  readonly metrics: { flushed(work: PersonWork): void };
}
