import type { PriorityRule } from '@tributary/contracts';
import { MemoryOutput } from '@tributary/kafka/testing';
import { PriorityChangePublisher } from './priority-change.publisher.js';

const RULES: readonly PriorityRule[] = [{ metric: '*', effectiveFrom: null, order: [], unlisted: 'never' }];

describe('the publisher of priority changes', () => {
  it('sends the rules of a place under its key, with a version that rises however the clock stands', async () => {
    const output = new MemoryOutput();
    const times = [1_000, 1_000, 900];
    const publisher = new PriorityChangePublisher(output, () => times.shift() ?? 0);
    expect(await publisher.replace({ tenant: 'demo', userId: null }, RULES)).toBe(1_000);
    expect(await publisher.replace({ tenant: 'demo', userId: 'u1' }, RULES)).toBe(1_001);
    expect(await publisher.replace({ tenant: 'demo', userId: 'u1' }, [])).toBe(1_002);
    expect(
      output.messages.map(({ topic, key, userKey, value }) => [topic, key, userKey, JSON.parse(String(value))]),
    ).toEqual([
      [
        'source-priorities.v1',
        'demo',
        'demo',
        { schemaVersion: 1, tenant: 'demo', userId: null, version: 1_000, rules: RULES },
      ],
      [
        'source-priorities.v1',
        'demo/u1',
        'demo/u1',
        { schemaVersion: 1, tenant: 'demo', userId: 'u1', version: 1_001, rules: RULES },
      ],
      [
        'source-priorities.v1',
        'demo/u1',
        'demo/u1',
        { schemaVersion: 1, tenant: 'demo', userId: 'u1', version: 1_002, rules: [] },
      ],
    ]);
  });

  it('announces a profile beside the rules, so that compaction keeps both, and forgets both', async () => {
    const output = new MemoryOutput();
    const publisher = new PriorityChangePublisher(output, () => 5);
    await publisher.announceProfile('demo', 'u1');
    await publisher.forget('demo', 'u1');
    expect(output.messages.map(({ key, userKey, value }) => [key, userKey, value === null])).toEqual([
      ['demo/u1/profile', 'demo/u1', false],
      ['demo/u1', 'demo/u1', true],
      ['demo/u1/profile', 'demo/u1', true],
    ]);
    expect(JSON.parse(String(output.messages[0]?.value))).toEqual({
      schemaVersion: 1,
      tenant: 'demo',
      userId: 'u1',
      version: 5,
      profileChanged: true,
      rules: [],
    });
  });
});
