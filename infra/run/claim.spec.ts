import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claim } from './claim.mjs';

const NO_SUCH_PID = 2 ** 22 + 1;

describe('claiming a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'claim-'));
  const file = join(folder, 'deeper', 'run.pid');
  const options = { pid: process.pid, waitMs: 0, refusal: 'It is taken' };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('refuses while the holder lives, and names the file', async () => {
    const release = await claim(file, options);
    await expect(claim(file, options)).rejects.toThrow(`It is taken (if that is not so, delete ${file})`);
    release();
    expect(existsSync(file)).toBe(false);
  });

  it('waits for the holder to give it back', async () => {
    const release = await claim(file, options);
    let isHeld = true;
    const next = claim(file, { ...options, waitMs: 5_000 }).then((releaseNext) => {
      expect(isHeld).toBe(false);
      expect(Number(readFileSync(file, 'utf8'))).toBe(process.pid);
      releaseNext();
    });
    await new Promise((resolve) => setImmediate(resolve));
    isHeld = false;
    release();
    await next;
    expect(existsSync(file)).toBe(false);
  });

  it('takes it from a holder that has died', async () => {
    writeFileSync(file, `${NO_SUCH_PID}\n`);
    const release = await claim(file, options);
    expect(Number(readFileSync(file, 'utf8'))).toBe(process.pid);
    release();
  });
});
