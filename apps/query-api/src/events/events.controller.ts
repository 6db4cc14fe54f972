import { Controller, Inject, Param } from '@nestjs/common';
import type { EventView } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { recordingPage, toEventView } from '@tributary/store';
import { limitOf, listTag, startCursor, toPage, type Page } from '../lists/page.js';
import { readWindow } from '../lists/window.js';
import { PersonReader } from '../person/person.reader.js';

@Controller()
export class EventsController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listEvents')
  async list(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('listEvents') query: QueryOf<'listEvents'>,
  ): Promise<Page<EventView>> {
    const tag = listTag('listEvents', query, id);
    const limit = limitOf(query);
    const cursor = startCursor(query, tag);
    const person = await this.people.find(caller, id);
    const { zones, ...window } = await readWindow(query, person);
    const isWanted = ({ type }: { readonly type: string }) => query.type === undefined || query.type === type;
    const page = { ...window, ...cursor, limit };
    const rows = await recordingPage(person.readers.data.recordings, person.user, 'event', page, isWanted);
    return toPage(
      rows,
      limit,
      tag,
      (row) => [row.document.startMs, row.id],
      (row) => toEventView(row.document, zones),
    );
  }
}
