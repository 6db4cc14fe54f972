import { Controller, Inject, Param } from '@nestjs/common';
import type { SourceView } from '@tributary/contracts';
import { Caller, Route, type Credential } from '@tributary/http';
import { sourcesOf } from '@tributary/store';
import { PersonReader } from '../person/person.reader.js';
import { toSourceView } from './source.response.js';

@Controller()
export class SourcesController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listSources')
  async list(@Caller() caller: Credential, @Param('id') id: string): Promise<{ data: SourceView[]; nextCursor: null }> {
    const { user, readers } = await this.people.find(caller, id);
    const sources = await sourcesOf(readers.data, user);
    return { data: Array.from(sources, ([sourceId, source]) => toSourceView(sourceId, source)), nextCursor: null };
  }
}
