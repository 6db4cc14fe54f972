import type { HttpApp } from '@tributary/contracts';
import type { FastifyInstance } from 'fastify';
import { asyncApi } from './async-api.js';
import { docsPage } from './docs-page.js';
import { openApiOf } from './open-api.js';

interface Document {
  readonly path: string;
  readonly mediaType: string;
  readonly body: Buffer;
}

const CACHE = 'public, max-age=300';
/** The page brings its style along and needs nothing else. */
const CONTENT_SECURITY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The document as it is served and as it stands in the repository. */
export const toText = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

function documentsOf(app: HttpApp): readonly Document[] {
  const openApi = openApiOf(app);
  return [
    { path: '/openapi.json', mediaType: 'application/json', body: Buffer.from(toText(openApi)) },
    { path: '/asyncapi.json', mediaType: 'application/json', body: Buffer.from(toText(asyncApi())) },
    { path: '/docs', mediaType: 'text/html; charset=utf-8', body: Buffer.from(docsPage(openApi)) },
  ];
}

/** Serves what others build on, without a token: the documents say nothing about anyone's data. */
export function servePublishedDocuments(fastify: FastifyInstance, app: HttpApp): void {
  for (const { path, mediaType, body } of documentsOf(app)) {
    fastify.get(path, (_request, reply) =>
      reply
        .headers({
          'content-type': mediaType,
          'cache-control': CACHE,
          'content-security-policy': CONTENT_SECURITY,
          'x-content-type-options': 'nosniff',
        })
        .send(body),
    );
  }
}
