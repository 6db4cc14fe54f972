import { Controller, Inject, Param } from '@nestjs/common';
import type { SampleView, SourceId } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { toSampleView } from '@tributary/store';
import { knownMetric } from '../lists/known-metric.js';
import { limitOf, listTag, startCursor, toPage, type Page } from '../lists/page.js';
import { readWindow } from '../lists/window.js';
import { PersonReader } from '../person/person.reader.js';

@Controller()
export class SamplesController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listSamples')
  async list(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('listSamples') query: QueryOf<'listSamples'>,
  ): Promise<Page<SampleView>> {
    const metric = knownMetric(query.metric).id;
    const tag = listTag('listSamples', query, id);
    const limit = limitOf(query);
    const cursor = startCursor(query, tag);
    const person = await this.people.find(caller, id);
    const { zones, ...window } = await readWindow(query, person);
    const list = { user: person.user, metric, ...(query.source && { sourceId: query.source as SourceId }) };
    const rows = await person.readers.samples.page(list, { ...window, ...cursor, limit });
    return toPage(
      rows,
      limit,
      tag,
      (row) => [row.startMs, row.id],
      ({ sourceId, record, sample }) => toSampleView(metric, sourceId, record, sample, zones),
    );
  }
}
