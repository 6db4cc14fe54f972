import { topicNames } from './topic-names.js';

describe('the topics of a rebuild', () => {
  const names = topicNames('rebuild-a.');

  it.each(['raw-batches.v1', 'raw-batches-backfill.v1', 'source-priorities.v1'])(
    'are read where they are: %s',
    (name) => {
      expect(names.toBroker(name)).toBe(name);
      expect(names.fromBroker(name)).toBe(name);
    },
  );

  it.each(['canonical-records.v1', 'workouts.v1', 'raw-batches.v1.dlq'])('are its own: %s', (name) => {
    expect(names.toBroker(name)).toBe(`rebuild-a.${name}`);
    expect(names.fromBroker(`rebuild-a.${name}`)).toBe(name);
  });

  it('are those of the table without a prefix', () => {
    expect(topicNames('').toBroker('workouts.v1')).toBe('workouts.v1');
    expect(topicNames('').fromBroker('workouts.v1')).toBe('workouts.v1');
  });
});
