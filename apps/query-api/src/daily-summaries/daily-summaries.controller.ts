import { Controller, Inject, Param } from '@nestjs/common';
import type { DailySummaryView } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { entityKeyPage } from '@tributary/store';
import { keyCursor, limitOf, listTag, toPage, type Page } from '../lists/page.js';
import { PersonReader } from '../person/person.reader.js';
import { readDates } from './date-range.js';

/** Sorts right behind a key and before every later one. */
const BEHIND = '~';

@Controller()
export class DailySummariesController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listDailySummaries')
  async list(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('listDailySummaries') query: QueryOf<'listDailySummaries'>,
  ): Promise<Page<DailySummaryView>> {
    const tag = listTag('listDailySummaries', query, id);
    const limit = limitOf(query);
    const after = keyCursor(query, tag, 'string');
    const person = await this.people.find(caller, id);
    const { first, last } = await readDates(query, person);
    const from = after === null ? first : after + BEHIND;
    const page = { from, to: last + BEHIND, limit };
    const rows = await entityKeyPage(person.readers.data.dailySummaries, person.user, page);
    return toPage(
      rows,
      limit,
      tag,
      (row) => [row.id],
      (row) => row.document,
    );
  }
}
