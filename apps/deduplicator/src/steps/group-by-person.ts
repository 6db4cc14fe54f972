import { userKey, type CanonicalChunk, type Origin, type UserKey } from '@tributary/contracts';

export interface PersonRuns {
  readonly user: UserKey;
  readonly tenant: string;
  readonly userId: string;
  readonly origin: Origin;
  readonly runs: readonly CanonicalChunk[];
}

/** A flush is one transaction: large enough to spread its cost, small enough to be redone. */
const SAMPLES_PER_FLUSH = 20_000;

/** Runs of each person in order, cut where a flush would get too large or the origin changes. */
export function groupByPerson(runs: readonly CanonicalChunk[]): PersonRuns[][] {
  const people = new Map<UserKey, { flushes: (PersonRuns & { runs: CanonicalChunk[] })[]; samples: number }>();
  for (const run of runs) {
    const { tenant, userId, origin } = run.batch;
    const user = userKey(tenant, userId);
    const person = people.get(user) ?? { flushes: [], samples: 0 };
    people.set(user, person);
    const open = person.flushes.at(-1);
    const weight = run.records.reduce(
      (sum, { content }) => sum + (content.kind === 'samples' ? content.samples.length : 1),
      0,
    );
    if (open?.origin === origin && person.samples + weight <= SAMPLES_PER_FLUSH) {
      open.runs.push(run);
      person.samples += weight;
    } else {
      person.flushes.push({ user, tenant, userId, origin, runs: [run] });
      person.samples = weight;
    }
  }
  return Array.from(people.values(), ({ flushes }) => flushes);
}
