import { sendBytesOf, TOPIC_SETTINGS } from './topic-settings.js';

describe('the settings of topics', () => {
  it('hold every topic and a dead-letter topic that takes the same messages', () => {
    const byName = new Map(TOPIC_SETTINGS.map((topic) => [topic.name, topic.configs]));
    expect(byName.get('raw-batches.v1')).toEqual({
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
      'max.message.bytes': '18874368',
    });
    expect(byName.get('raw-batches.v1.dlq')).toEqual({
      'cleanup.policy': 'delete',
      'retention.ms': '7776000000',
      'max.message.bytes': '18874368',
    });
    expect(byName.get('workouts.v1')?.['cleanup.policy']).toBe('compact');
    expect(byName.has('workouts.v1.dlq')).toBe(false);
  });

  it('limit a send to what one partition surely takes', () => {
    expect(sendBytesOf('raw-batches.v1')).toBe(4 * 1024 * 1024);
    expect(sendBytesOf('samples.v1')).toBe(1024 * 1024);
    expect(sendBytesOf('a-topic-of-somebody-else')).toBe(512 * 1024);
  });
});
