import { ConsumerHealth } from './consumer-health.js';

const aClock = () => {
  let ms = 1_000_000;
  const health = new ConsumerHealth(() => ms);
  return { health, after: (seconds: number) => (ms += seconds * 1_000) };
};

describe('the health of a consumer', () => {
  it('is bad before it joined its group', () => {
    expect(aClock().health.check()).toEqual({ healthy: false, reason: 'has not joined its group yet' });
  });

  it('follows the silence of the coordinator within 10 s, and its return at once', () => {
    const { health, after } = aClock();
    health.contact();
    after(7);
    expect(health.check()).toEqual({ healthy: true });
    after(2);
    expect(health.check()).toEqual({ healthy: false, reason: 'no answer from the group coordinator for 9 s' });
    health.contact();
    expect(health.check()).toEqual({ healthy: true });
  });

  it('bears the silence of a rebalance', () => {
    const { health, after } = aClock();
    health.contact();
    health.rebalancingBegan();
    after(40);
    expect(health.check().healthy).toBe(true);
    after(30);
    expect(health.check().healthy).toBe(false);
  });

  it('names the outage that a batch is stuck in, but not a blip', () => {
    const { health, after } = aClock();
    health.contact();
    health.batchStuck('t/0', 'MongoDB does not answer');
    expect(health.check().healthy).toBe(true);
    after(3);
    health.batchStuck('t/0', 'MongoDB does not answer');
    expect(health.check().reason).toBe('a batch is tried again and again: MongoDB does not answer');
    health.batchMoved('t/0');
    expect(health.check().healthy).toBe(true);
  });

  it('is bad for ever once it stopped for good', () => {
    const { health } = aClock();
    health.contact();
    health.stoppedFor('stopped: DeadLetterLimitError');
    health.contact();
    expect(health.check()).toEqual({ healthy: false, reason: 'stopped: DeadLetterLimitError' });
  });

  it('is bad from a crash until the next join', () => {
    const { health } = aClock();
    health.contact();
    health.connectionLost('KafkaJSConnectionError');
    expect(health.check().reason).toBe('the connection to Kafka is lost: KafkaJSConnectionError');
    health.contact();
    expect(health.check().healthy).toBe(true);
  });
});
