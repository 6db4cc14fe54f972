import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { bodyStream, type Blocks } from './body-stream.js';

const BLOCK_BYTES = 64 * 1024;

/** Numbers in blocks that take turns in two places. */
async function* counted(made: string[], until = 100): Blocks {
  const places = [Buffer.alloc(BLOCK_BYTES), Buffer.alloc(BLOCK_BYTES)];
  try {
    for (let number = 0; number < until; number++) {
      made.push(String(number));
      const block = places[number % 2]!;
      block.fill(`${String(number)} `.padEnd(BLOCK_BYTES));
      yield await Promise.resolve(block);
    }
  } finally {
    made.push('end');
  }
}

/** A client that looks at a block only when it says that it is done with it, some turns later. */
function slowClient(read: string[], turns = 3): Writable {
  return new Writable({
    write(block: Buffer, _encoding, done) {
      void (async () => {
        for (let waited = 0; waited < turns; waited++) await turn();
        read.push(String(block).trim());
        done();
      })();
    },
  });
}

const streamOf = async (blocks: Blocks) => (await bodyStream(blocks, 'text/plain')).getStream();

describe('a streamed body', () => {
  it('has every block in order, as it was made', async () => {
    const read: string[] = [];
    const stream = await streamOf(counted([], 7));
    await Promise.all([finished(stream.pipe(slowClient(read))), finished(stream)]);
    expect(read).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  it('is empty where there is nothing', async () => {
    const read: string[] = [];
    const stream = await streamOf(counted([], 0));
    await Promise.all([finished(stream.pipe(slowClient(read))), finished(stream)]);
    expect(read).toEqual([]);
  });

  it('fails before it begins where its first block fails', async () => {
    const failing = counted([], 0);
    failing.next = () => Promise.reject(new Error('no first block'));
    await expect(bodyStream(failing, 'text/plain')).rejects.toThrow('no first block');
  });

  it('fails where a later block fails, and its client gets no end', async () => {
    const blocks = counted([]);
    const stream = await streamOf(blocks);
    blocks.next = () => Promise.reject(new Error('no second block'));
    const client = stream.pipe(slowClient([]));
    await expect(finished(stream)).rejects.toThrow('no second block');
    expect(client.writableEnded).toBe(false);
  });

  it('makes no more than one block beside the one that is written', async () => {
    const made: string[] = [];
    const stream = await streamOf(counted(made));
    stream.pipe(new Writable({ write: () => undefined }));
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(made).toEqual(['0', '1']);
    stream.destroy();
  });

  it('is not to be read', async () => {
    const stream = await streamOf(counted([]));
    await expect(stream.toArray()).rejects.toThrow('piped');
  });

  it('ends the making when it is given up before it began', async () => {
    const made: string[] = [];
    const stream = await streamOf(counted(made));
    await new Promise((resolve) => stream.destroy().once('close', resolve));
    expect(made).toEqual(['0', 'end']);
  });

  it('ends the making without an error when its client goes', async () => {
    const made: string[] = [];
    const read: string[] = [];
    const stream = await streamOf(counted(made));
    const client = stream.pipe(slowClient(read)).on('error', () => undefined);
    const closed = new Promise((resolve) => stream.once('close', resolve));
    while (read.length < 3) await turn();
    client.destroy(new Error('gone'));
    await closed;
    expect(stream.errored).toBeNull();
    expect(made.at(-1)).toBe('end');
    // Those that were taken, the one that was being written, and the one beside it.
    expect(made.length - 1).toBeLessThanOrEqual(read.length + 2);
  });
});
