import { createServer } from 'node:net';
import { once } from 'node:events';
import { choosePort, freePort, isFree } from './ports.mjs';

const allFree = () => Promise.resolve(true);
const noneFree = () => Promise.resolve(false);

describe('choosing a port', () => {
  it('takes a port that was asked for, free or not', async () => {
    await expect(choosePort({ asked: '9092', preferred: 1234 }, { isFree: noneFree })).resolves.toBe(9092);
  });

  it.each(['x', '0', '70000', '80.5'])('refuses %s', async (asked) => {
    await expect(choosePort({ asked })).rejects.toThrow(`Not a port: ${asked}`);
  });

  it('takes the default when it is free', async () => {
    await expect(choosePort({ asked: '', preferred: 27017 }, { isFree: allFree })).resolves.toBe(27017);
  });

  it('gives way to a free port when the default is taken', async () => {
    const isFree = (port: number) => Promise.resolve(port !== 9092);
    await expect(choosePort({ preferred: 9092 }, { isFree, random: () => 0 })).resolves.toBe(10_000);
  });

  it('never hands out the same port twice', async () => {
    const draws = [0.5, 0.5, 0.75];
    const random = () => draws.shift() ?? 0;
    const first = await freePort({ isFree: allFree, random });
    await expect(freePort({ isFree: allFree, random })).resolves.not.toBe(first);
  });

  it('stays below the ports of outgoing connections', async () => {
    await expect(freePort({ isFree: allFree, random: () => 0.999_999 })).resolves.toBeLessThan(32_768);
  });

  it('gives up when nothing is free', async () => {
    await expect(freePort({ isFree: noneFree })).rejects.toThrow('No free port');
  });

  it('sees a port that somebody listens on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(isFree(port)).resolves.toBe(false);
    server.close();
    await once(server, 'close');
    await expect(isFree(port)).resolves.toBe(true);
  });
});
