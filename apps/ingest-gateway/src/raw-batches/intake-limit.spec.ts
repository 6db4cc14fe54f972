import { IntakeLimit } from './intake-limit.js';

const MIB = 1024 * 1024;

describe('the intake limit', () => {
  it('sheds a body that finds no place and takes the next when one is free', async () => {
    const limit = new IntakeLimit(16 * MIB);
    const first = Promise.withResolvers<string>();
    const running = limit.run(String(10 * MIB), () => first.promise);
    await expect(limit.run(String(7 * MIB), () => Promise.resolve('second'))).rejects.toMatchObject({
      code: 'not_durable_now',
      headers: { 'retry-after': '1' },
    });
    first.resolve('first');
    await expect(running).resolves.toBe('first');
    await expect(limit.run(String(7 * MIB), () => Promise.resolve('second'))).resolves.toBe('second');
  });

  it('gives the place back when the work fails', async () => {
    const limit = new IntakeLimit(MIB);
    await expect(limit.run(String(MIB), () => Promise.reject(new RangeError('x')))).rejects.toThrow(RangeError);
    await expect(limit.run(undefined, () => Promise.resolve('next'))).resolves.toBe('next');
  });
});
