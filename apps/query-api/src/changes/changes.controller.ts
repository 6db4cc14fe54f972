import { Controller, Inject, Param } from '@nestjs/common';
import { EVENT_KINDS, type EventKind, type ProductEvent } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { changePage } from '@tributary/store';
import { keyCursor, limitOf, listTag, toPage, type Page } from '../lists/page.js';
import { invalidQuery } from '../lists/query-error.js';
import { PersonReader } from '../person/person.reader.js';

const isEventKind = (kind: string): kind is EventKind => Object.hasOwn(EVENT_KINDS, kind);
/** What is told of the person as a whole is the end of the feed: it is known, and never in it. */
const OF_PERSON = 'user';

/** Null: all kinds. */
function readKinds(text: string | undefined): readonly EventKind[] | null {
  if (text === undefined || text === '') return null;
  const kinds = text
    .split(',')
    .map((kind) => kind.trim())
    .filter((kind) => kind !== OF_PERSON);
  if (!kinds.every(isEventKind)) throw invalidQuery('kinds', `must be among ${Object.keys(EVENT_KINDS).join(', ')}`);
  return kinds;
}

@Controller()
export class ChangesController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listChanges')
  async list(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('listChanges') query: QueryOf<'listChanges'>,
  ): Promise<Page<ProductEvent>> {
    const kinds = readKinds(query.kinds);
    const tag = listTag('listChanges', query, id);
    const limit = limitOf(query);
    const after = keyCursor(query, tag, 'number') ?? query.after;
    const { user, readers } = await this.people.find(caller, id);
    const rows = await changePage(readers.data.changes, user, { after, kinds, limit });
    return toPage(
      rows,
      limit,
      tag,
      (row) => [row.sequence],
      (row) => JSON.parse(row.json) as ProductEvent,
    );
  }
}
