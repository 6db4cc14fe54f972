import { Utf8Writer, type RowRun, type SampleLines } from '@tributary/store';
import type { Blocks } from '../lists/body-stream.js';

/** Lines that go to the socket together: one write a line would cost more than the line. */
const BLOCK_BYTES = 64 * 1024;
/** Of one line at most, nearly always. */
const LINE_BYTES = 1024;
const COMMA = 0x2c;
const END_OF_LINE = 0x0a;

/** The rows of a page as a list answers them. */
export function samplePage(runs: Iterable<RowRun>, nextCursor: string | null, lines: SampleLines): Buffer {
  const out = new Utf8Writer(LINE_BYTES);
  out.text('{"data":[');
  const begin = out.length;
  for (const { rows, at } of runs) {
    for (const row of at) {
      if (out.length > begin) out.byte(COMMA);
      lines.write(out, rows, row);
    }
  }
  out.text(`],"nextCursor":${JSON.stringify(nextCursor)}}`);
  return out.take();
}

/** Rows one a line, in blocks that take turns in two places. */
export async function* sampleBlocks(runs: Iterable<RowRun> | AsyncIterable<RowRun>, lines: SampleLines): Blocks {
  let [out, other] = [new Utf8Writer(BLOCK_BYTES + LINE_BYTES), new Utf8Writer(BLOCK_BYTES + LINE_BYTES)];
  for await (const { rows, at } of runs) {
    for (const row of at) {
      lines.write(out, rows, row);
      out.byte(END_OF_LINE);
      if (out.length < BLOCK_BYTES) continue;
      yield out.lend();
      [out, other] = [other, out];
    }
  }
  if (out.length > 0) yield out.lend();
}
