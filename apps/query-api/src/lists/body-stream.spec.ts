import { setImmediate as turn } from 'node:timers/promises';
import { bodyStream } from './body-stream.js';

async function* counted(made: string[], until = 100): AsyncGenerator<Buffer, void, void> {
  try {
    for (let number = 0; number < until; number++) {
      made.push(String(number));
      yield await Promise.resolve(Buffer.from(`${String(number)}\n`.padEnd(64 * 1024)));
    }
  } finally {
    made.push('end');
  }
}

const streamOf = async (blocks: ReturnType<typeof counted>) => (await bodyStream(blocks, 'text/plain')).getStream();

describe('a streamed body', () => {
  it('has every block in order', async () => {
    const read: string[] = [];
    for await (const block of await streamOf(counted([], 3))) read.push(String(block).trim());
    expect(read).toEqual(['0', '1', '2']);
  });

  it('is empty where there is nothing', async () => {
    expect((await (await streamOf(counted([], 0))).toArray()).length).toBe(0);
  });

  it('fails before it begins where its first block fails', async () => {
    const failing = counted([], 0);
    failing.next = () => Promise.reject(new Error('no first block'));
    await expect(bodyStream(failing, 'text/plain')).rejects.toThrow('no first block');
  });

  it('makes no more than its reader takes', async () => {
    const made: string[] = [];
    const stream = await streamOf(counted(made));
    stream.read(0);
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(made.length).toBeLessThanOrEqual(2);
    stream.destroy();
  });

  it.each([
    ['that was not begun', false],
    ['in the middle', true],
  ])('ends the making when it is given up: %s', async (_title, begun) => {
    const made: string[] = [];
    const stream = await streamOf(counted(made));
    if (begun) await stream[Symbol.asyncIterator]().next();
    await new Promise((resolve) => stream.destroy().once('close', resolve));
    for (let turns = 0; turns < 5; turns++) await turn();
    expect(made.at(-1)).toBe('end');
    expect(made.length).toBeLessThanOrEqual(4);
  });
});
