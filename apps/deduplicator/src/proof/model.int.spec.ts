import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { userKey } from '@tributary/contracts';
import { TransientError } from '@tributary/pipeline';
import type { Store } from '@tributary/store';
import { settleInBerlin } from './berlin-days.js';
import { dayValues } from './day-model.js';
import { IdentityModel } from './identity-model.js';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';
import { expectedPerson, replay, storedEntities, storedPerson, type Person } from './observed-person.js';
import { flushesOf, life, type Life } from './random-uploads.js';
import { builtinRank } from './record-shapes.js';

const SEED = Number(process.env['PROOF_SEED'] ?? 20261025);
const SEQUENCES = Number(process.env['PROOF_SEQUENCES'] ?? 300);
const PEOPLE_TOGETHER = 100;
/** In one feed; each stops one of the workers that people share. */
const MOST_CRASHES = 5;

function ignoreOutage(error: unknown): void {
  if (!(error instanceof TransientError)) throw error;
}

/** Equal numbers may have come about by other sums: day values are compared to twelve digits. */
const rounded = (person: Person): unknown =>
  JSON.parse(
    JSON.stringify(person, (_key, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value,
    ),
  );

describe('the deduplicator against a model of its rules', () => {
  let store: Store;
  let people = 0;

  beforeAll(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterAll(() => dropTestStore(store));

  /** Lives through the uploads of some people at once; gives what differs from the model, person by person. */
  async function differences(lives: readonly Life[]): Promise<(object | null)[]> {
    const userIds = lives.map(() => `u${String(++people)}`);
    await settleInBerlin(store, 'demo', userIds);
    const { feed, output, data } = aDeduplicator(store);
    const flushes = lives.map((each, index) => flushesOf(each, userIds[index]!));
    for (let round = 0; flushes.some((own) => own.length > round); round++) {
      const runs = flushes.flatMap((own) => own[round] ?? []);
      const crashes = lives.filter(({ crashes: of }, index) => of.includes(round) && flushes[index]![round]).length;
      output.failNext(Math.min(crashes, MOST_CRASHES));
      if (crashes > 0) await feed(...runs).catch(ignoreOutage);
      output.failNext(0);
      await feed(...runs);
    }

    return Promise.all(
      flushes.map(async (own, index) => {
        const user = userKey('demo', userIds[index]!);
        const model = new IdentityModel();
        for (const run of own.flat()) model.deliver(run);
        const standing = model.standing();
        const days = dayValues(
          Array.from(standing.values(), ({ record }) => record),
          builtinRank,
        );
        const expected = rounded(expectedPerson(standing, model.receipts, days)) as Person;
        const stored = rounded(await storedPerson(store, data, user)) as Person;
        const seen = replay(output.messages.filter((message) => message.userKey === user));
        const entities = await storedEntities(data, user);
        const events = Object.keys(seen.entities).filter((key) => key.startsWith('categorical-events'));
        const told = {
          faults: seen.faults,
          samples: seen.samples,
          entities: Object.fromEntries(Object.entries(seen.entities).filter(([key]) => !events.includes(key))),
          events: events.map((key) => key.slice(key.indexOf('/') + 1)),
        };
        const tellable = {
          faults: [],
          samples: stored.samples,
          entities,
          events: Object.entries(stored.recordings).flatMap(([id, row]) =>
            (row as unknown[])[0] === 'event' ? [id] : [],
          ),
        };
        return isDeepStrictEqual(stored, expected) &&
          isDeepStrictEqual(rounded(told as never), rounded(tellable as never))
          ? null
          : { stored: { ...stored, told }, expected: { ...expected, told: tellable } };
      }),
    );
  }

  /** Looks for the smallest life that still differs, and shows how. */
  async function explain(path: number): Promise<never> {
    const property = fc.asyncProperty(life, async (each) => {
      const [difference] = await differences([each]);
      return difference === null;
    });
    const { counterexample } = await fc.check(property, {
      seed: SEED,
      path: String(path),
      interruptAfterTimeLimit: 60_000,
    });
    const [smallest] = counterexample ?? fc.sample(life, { seed: SEED, path: String(path), numRuns: 1 });
    const [difference] = await differences([smallest!]);
    const { stored, expected } = (difference ?? {}) as { stored?: unknown; expected?: unknown };
    const foundIn = `PROOF_SEED=${String(SEED)}, sequence ${String(path)}, smallest ${JSON.stringify(smallest)}`;
    expect({ foundIn, person: stored }).toEqual({ foundIn: 'no sequence', person: expected });
    throw new Error(`Sequence ${String(path)} of seed ${String(SEED)} differed once, but not again`);
  }

  it(
    'stores, serves, counts and tells what the rules say, whatever comes in whatever order',
    async () => {
      const lives = fc.sample(life, { seed: SEED, numRuns: SEQUENCES });
      for (let at = 0; at < lives.length; at += PEOPLE_TOGETHER) {
        const found = await differences(lives.slice(at, at + PEOPLE_TOGETHER));
        const failed = found.findIndex((difference) => difference !== null);
        if (failed >= 0) await explain(at + failed);
      }
    },
    60_000 + SEQUENCES * 500,
  );
});
