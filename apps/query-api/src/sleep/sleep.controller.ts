import { Controller, Inject, Param } from '@nestjs/common';
import type { SleepView } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { entityPage, type ListRow, type StartPage } from '@tributary/store';
import type { ZoneTimeline } from '@tributary/resolution';
import { limitOf, listTag, startCursor, toPage, type Page } from '../lists/page.js';
import { readWindow } from '../lists/window.js';
import type { Person } from '../person/person.js';
import { PersonReader } from '../person/person.reader.js';
import { recordedSleepPage } from './recorded-sleep.query.js';

const startOf = ({ id, document }: ListRow<SleepView>): readonly [number, string] => [Date.parse(document.start), id];

const readPage = {
  resolved: ({ readers, user }: Person, page: StartPage) => entityPage(readers.data.sleepEpisodes, user, page),
  recorded: (person: Person, page: StartPage, zones: ZoneTimeline) => recordedSleepPage(person, page, zones),
};

@Controller()
export class SleepController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listSleep')
  async list(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('listSleep') query: QueryOf<'listSleep'>,
  ): Promise<Page<SleepView>> {
    const tag = listTag('listSleep', query, id);
    const limit = limitOf(query);
    const cursor = startCursor(query, tag);
    const person = await this.people.find(caller, id);
    const { zones, ...window } = await readWindow(query, person);
    const rows = await readPage[query.view](person, { ...window, ...cursor, limit }, zones);
    return toPage(rows, limit, tag, startOf, (row) => row.document);
  }
}
