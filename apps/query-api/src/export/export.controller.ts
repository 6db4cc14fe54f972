import { Controller, Inject, Param, type StreamableFile } from '@nestjs/common';
import { LINES_MEDIA_TYPE, type ExportLine } from '@tributary/contracts';
import { Caller, Route, type Credential } from '@tributary/http';
import { exportLines, exportText } from '@tributary/store';
import { bodyStream, type Blocks } from '../lists/body-stream.js';
import { PersonReader } from '../person/person.reader.js';

/** Lines that go to the socket together: one write a line would cost more than the line. */
const BLOCK_BYTES = 64 * 1024;

async function* blocksOf(lines: AsyncIterable<ExportLine>): Blocks {
  let block = '';
  for await (const line of lines) {
    block += `${exportText(line)}\n`;
    if (block.length < BLOCK_BYTES) continue;
    yield Buffer.from(block);
    block = '';
  }
  if (block !== '') yield Buffer.from(block);
}

@Controller()
export class ExportController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('exportUser')
  async export(@Caller() caller: Credential, @Param('id') id: string): Promise<StreamableFile> {
    const { user, profile, readers } = await this.people.find(caller, id);
    return bodyStream(blocksOf(exportLines(readers.store, user, profile)), LINES_MEDIA_TYPE);
  }
}
