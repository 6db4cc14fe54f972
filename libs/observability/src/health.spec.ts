import { HealthRegistry } from './health.js';

describe('the health registry', () => {
  it('is ready when it has started and every indicator is healthy', () => {
    const registry = new HealthRegistry();
    let away = true;
    registry.register('kafka', () => (away ? { healthy: false, reason: 'away' } : { healthy: true }));
    expect(registry.snapshot()).toEqual({
      healthy: false,
      indicators: [
        { name: 'kafka', healthy: false, reason: 'away' },
        { name: 'startup', healthy: false, reason: 'starting' },
      ],
    });
    registry.markStarted();
    away = false;
    expect(registry.snapshot()).toEqual({ healthy: true, indicators: [{ name: 'kafka', healthy: true }] });
    registry.markShuttingDown();
    expect(registry.snapshot().healthy).toBe(false);
  });

  it('takes an indicator away again, and no second one of the same name', () => {
    const registry = new HealthRegistry();
    const remove = registry.register('kafka', () => ({ healthy: true }));
    expect(() => registry.register('kafka', () => ({ healthy: true }))).toThrow('twice');
    remove();
    registry.register('kafka', () => ({ healthy: true }));
  });
});
