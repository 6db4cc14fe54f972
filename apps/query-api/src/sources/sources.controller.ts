import { Controller, Inject, Param } from '@nestjs/common';
import type { SourceView } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { sourcesOf } from '@tributary/store';
import type { Page } from '../lists/page.js';
import { wholeListPage } from '../lists/whole-list.js';
import { PersonReader } from '../person/person.reader.js';
import { toSourceView } from './source.response.js';

@Controller()
export class SourcesController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listSources')
  async list(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('listSources') query: QueryOf<'listSources'>,
  ): Promise<Page<SourceView>> {
    const { user, readers } = await this.people.find(caller, id);
    return wholeListPage(query, {
      name: 'listSources',
      userId: id,
      rows: [...(await sourcesOf(readers.data, user))],
      keyOf: ([sourceId]) => sourceId,
      toView: ([sourceId, source]) => toSourceView(sourceId, source),
    });
  }
}
