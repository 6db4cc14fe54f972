import { randomUUID } from 'node:crypto';
import { TOPICS } from '@tributary/contracts';
import { aPersonOfEach } from './harness/people.js';
import { moveGroupToEnd } from './harness/consumer-groups.js';
import { withDeletions } from './harness/later-batches.js';
import { deliver, untilCompleted } from './harness/sending.js';
import { servedState, type ServedState } from './harness/served-state.js';
import { prepareServices, startServices, type Services } from './harness/services.js';

const LANES = { live: TOPICS.canonicalRecords.name, backfill: TOPICS.canonicalRecordsBackfill.name };

describe('a rebuild from the raw topics into an empty database', () => {
  const name = randomUUID().slice(0, 8);
  const installation = { database: `tributary_test_rebuild_${name}`, groups: `e2e-rebuild-${name}` };
  const people = aPersonOfEach('rebuild', 3);
  let live: Services;
  let rebuilt: Services;
  let before: ServedState[];

  const statesOf = ({ api }: Services): Promise<ServedState[]> =>
    Promise.all(people.map(({ userId }) => servedState(api, userId)));

  beforeAll(async () => {
    live = await startServices();
    for (const person of people) await deliver(live.api, person);
    await deliver(live.api, withDeletions(people[0]!));
    before = await statesOf(live);

    // The rebuilding deduplicator must not see what the live normalizer once made, or this would prove too little.
    rebuilt = await prepareServices(installation);
    for (const [lane, topic] of Object.entries(LANES)) {
      await moveGroupToEnd(`${installation.groups}-deduplicator-${lane}`, topic);
    }
    for (const service of rebuilt.all) service.start();
    await Promise.all(rebuilt.all.map((service) => service.untilReadiness(200)));
    for (const person of people) await untilCompleted(rebuilt.api, person);
    await untilCompleted(rebuilt.api, withDeletions(people[0]!));
  });

  afterAll(async () => {
    await rebuilt.stop();
    await live.stop();
  });

  it('serves what live processing served', async () => {
    const after = await statesOf(rebuilt);
    expect(after).toEqual(before);
    // The first night begins on the evening before the first of the three days.
    expect(before.map(({ days, nights }) => [days.length, nights.length])).toEqual([
      [4, 3],
      [4, 3],
    ]);
  });

  it('gives every batch the outcomes it had', async () => {
    for (const person of people) {
      const outcomes = async ({ api }: Services) =>
        (await untilCompleted(api, person)).map((receipt) => receipt.outcomes);
      expect(await outcomes(rebuilt)).toEqual(await outcomes(live));
    }
  });

  it('leaves the live database as it was', async () => {
    expect(await statesOf(live)).toEqual(before);
  });
});
