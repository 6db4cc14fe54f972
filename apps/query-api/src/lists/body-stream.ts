import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

type Blocks = AsyncGenerator<Buffer, void, void>;

/** The blocks from a first one on that has been taken already. An end before the first is one as well. */
function from(first: IteratorResult<Buffer, void>, blocks: Blocks): AsyncIterable<Buffer> {
  let taken: typeof first | null = first;
  const next = (): Promise<typeof first> => {
    const block = taken;
    taken = null;
    return block ? Promise.resolve(block) : blocks.next();
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: () => blocks.return() }) };
}

/**
 * Blocks as the body of an answer, made as fast as the client takes them and no longer than it is there. What
 * fails before the first block is a problem like any other; what fails later cuts the connection, so that it does not
 * look like the end.
 */
export async function bodyStream(blocks: Blocks, type: string): Promise<StreamableFile> {
  const body = Readable.from(from(await blocks.next(), blocks), { objectMode: false });
  return new StreamableFile(body, { type });
}
