import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ExportLineSchema, type ExportLine } from '@tributary/contracts';
import { Compile } from 'typebox/compile';
import { CommandRefusal } from '../refusal.js';

const lineSchema = Compile(ExportLineSchema);

/** A line of a file as text and as what it says. */
export interface FileLine {
  readonly text: string;
  readonly line: ExportLine;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of the error would repeat what stands there; the caller names the line.
    return undefined;
  }
}

/**
 * The lines of an export as they are read.
 * @throws Error that names the first line that is none; its values are not repeated.
 */
export async function* fileLines(path: string): AsyncGenerator<FileLine> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number += 1;
    if (text === '') continue;
    const line = parse(text);
    if (!lineSchema.Check(line)) throw new CommandRefusal(`Line ${String(number)} of ${path} is no line of an export.`);
    if (number === 1 && (line as ExportLine).kind !== 'export')
      throw new CommandRefusal(`${path} does not begin with the line that names the format.`);
    yield { text, line: line as ExportLine };
  }
  if (number === 0) throw new CommandRefusal(`${path} is empty.`);
}

/** The person that the first line names. */
export async function personOfFile(path: string): Promise<string> {
  for await (const { line } of fileLines(path)) if (line.kind === 'export') return line.data.userId;
  throw new CommandRefusal(`${path} does not begin with the line that names the format.`);
}

/** Only what the lines say. */
export async function* linesOfFile(path: string): AsyncGenerator<ExportLine> {
  for await (const { line } of fileLines(path)) yield line;
}
