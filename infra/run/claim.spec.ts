import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    setTimeout(release, 50);
    (await claim(file, { ...options, waitMs: 5_000 }))();
  });

  it('takes it from a holder that has died', async () => {
    writeFileSync(file, `${NO_SUCH_PID}\n`);
    (await claim(file, options))();
  });
});
