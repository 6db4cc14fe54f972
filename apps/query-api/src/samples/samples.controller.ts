import { Controller, Headers, Inject, Param, Res, type StreamableFile } from '@nestjs/common';
import { LINES_MEDIA_TYPE, type SourceId } from '@tributary/contracts';
import { Caller, prefersLines, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { SampleLines, type SampleList } from '@tributary/store';
import type { FastifyReply } from 'fastify';
import { knownMetric } from '../lists/known-metric.js';
import { bodyStream } from '../lists/body-stream.js';
import { JSON_TYPE } from '../lists/json-type.js';
import { cursorAt, limitOf, listTag, startCursor } from '../lists/page.js';
import { readWindow } from '../lists/window.js';
import { PersonReader } from '../person/person.reader.js';
import { sampleBlocks, samplePage } from './sample.response.js';

/** The same request for the next page. */
const nextLink = (query: QueryOf<'listSamples'>, cursor: string): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, cursor })) parameters.set(name, String(value));
  return `<?${parameters.toString()}>; rel="next"`;
};

@Controller()
export class SamplesController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listSamples')
  async list(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('listSamples') query: QueryOf<'listSamples'>,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | Buffer> {
    const metric = knownMetric(query.metric).id;
    const tag = listTag('listSamples', query, id);
    const cursor = startCursor(query, tag);
    const person = await this.people.find(caller, id);
    const { zones, ...window } = await readWindow(query, person);
    const list: SampleList = { user: person.user, metric, ...(query.source && { sourceId: query.source as SourceId }) };
    const [place, lines, { samples }] = [{ ...window, ...cursor }, new SampleLines(metric, zones), person.readers];
    const asLines = prefersLines(accept);
    reply.header('vary', 'accept');
    if (asLines && query.limit === undefined)
      return bodyStream(sampleBlocks(samples.rows(list, place), lines), LINES_MEDIA_TYPE);
    const { runs, next } = await samples.page(list, { ...place, limit: limitOf(query) });
    const nextCursor = next && cursorAt(tag, [next.startMs, next.id]);
    if (asLines && nextCursor !== null) reply.header('link', nextLink(query, nextCursor));
    if (asLines) return bodyStream(sampleBlocks(runs, lines), LINES_MEDIA_TYPE);
    reply.header('content-type', JSON_TYPE);
    return samplePage(runs, nextCursor, lines);
  }
}
