import { html, Html, NOTHING, prose } from './html.js';
import { schemaRows, shapeOf, typeOf } from './schema-outline.js';
import type { Json, JsonObject } from './schema-references.js';

const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem}
h2{margin-top:3rem;border-bottom:1px solid;text-transform:capitalize}h3{margin-top:2rem;font-family:ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8886}
code{font-family:ui-monospace,monospace}nav ul{columns:2;padding-left:1rem}@media(max-width:40rem){nav ul{columns:1}table{display:block;overflow-x:auto}}`;

const object = (value: Json | undefined): JsonObject => (value ?? {}) as JsonObject;
const list = (value: Json | undefined): readonly JsonObject[] => (value ?? []) as readonly JsonObject[];
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

interface Call {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly operation: JsonObject;
}

const callsOf = (document: JsonObject): readonly Call[] =>
  Object.entries(object(document['paths'])).flatMap(([path, item]) =>
    Object.entries(object(item)).map(([method, value]) => {
      const operation = object(value);
      const [tag] = operation['tags'] as readonly string[];
      return { id: text(operation['operationId']), method: method.toUpperCase(), path, tag: tag ?? '', operation };
    }),
  );

const table = (header: readonly string[], rows: readonly (readonly Html[])[]): Html =>
  rows.length === 0
    ? NOTHING
    : html`<table>
        <thead>
          <tr>
            ${header.map((name) => html`<th>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td>${cell}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>`;

function credentialsOf({ operation }: Call): Html {
  const ways = list(operation['security']).map(
    (way) =>
      Object.entries(way).map(
        ([scheme, roles]) => `${scheme} with scope ${(roles as readonly string[]).join(', ')}`,
      )[0],
  );
  return ways.length === 0 ? html`<p>Takes no credential.</p>` : html`<p>Credential: ${ways.join('; or ')}.</p>`;
}

const parameterRows = ({ operation }: Call): readonly (readonly Html[])[] =>
  list(operation['parameters']).map((parameter) => [
    html`<code>${text(parameter['name'])}</code>`,
    html`${text(parameter['in'])}`,
    typeOf(object(parameter['schema'])),
    html`${parameter['required'] === true ? 'yes' : ''}`,
    prose(text(parameter['description'])),
  ]);

function contentOf(holder: JsonObject): Html {
  return html`${Object.entries(object(holder['content'])).map(
    ([mediaType, content]) => html`<code>${mediaType}</code>: ${shapeOf(object(object(content)['schema']))}`,
  )}`;
}

const answerRows = ({ operation }: Call): readonly (readonly Html[])[] =>
  Object.entries(object(operation['responses'])).map(([status, answer]) => [
    html`${status}`,
    html`${text(object(answer)['description'])
      .split('\n\n')
      .map((line) => html`${prose(line)}<br />`)}`,
    contentOf(object(answer)),
  ]);

function callSection(call: Call): Html {
  const { id, method, path, operation } = call;
  const body =
    operation['requestBody'] === undefined
      ? NOTHING
      : html`<p>Body: ${contentOf(object(operation['requestBody']))}</p>`;
  return html`<section id="${id}">
    <h3>${method} ${path}</h3>
    <p>${prose(text(operation['summary']))}</p>
    ${credentialsOf(call)}${table(['parameter', 'in', 'type', 'required', 'meaning'], parameterRows(call))}
    ${body}${table(['status', 'when', 'body'], answerRows(call))}
  </section>`;
}

const schemaSection = ([name, schema]: readonly [string, Json]): Html =>
  html`<section id="schema-${name}">
    <h3>${name}</h3>
    ${table(['field', 'type', 'always', 'meaning'], schemaRows(object(schema)))}
  </section>`;

function contents(tags: readonly string[], calls: readonly Call[]): Html {
  const links = calls.map(({ id, method, path }) => html`<li><a href="#${id}">${method} ${path}</a></li>`);
  return html`<nav>
    <p>${tags.map((tag) => html`<a href="#tag-${tag.replaceAll(' ', '-')}">${tag}</a> `)}</p>
    <ul>
      ${links}
    </ul>
  </nav>`;
}

/** A page of its own, without scripts and without anything from elsewhere, made from an OpenAPI document. */
export function docsPage(document: JsonObject): string {
  const info = object(document['info']);
  const calls = callsOf(document);
  const tags = [...new Set(calls.map(({ tag }) => tag))];
  const schemas = Object.entries(object(object(document['components'])['schemas']));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${text(info['title'])}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <h1>${text(info['title'])}</h1>
        <p>${prose(text(info['description']))}</p>
        <p>
          Version ${text(info['version'])}. Machine-readable: <a href="openapi.json">openapi.json</a>, topics:
          <a href="asyncapi.json">asyncapi.json</a>.
        </p>
        ${contents(tags, calls)}
        ${tags.map(
          (tag) =>
            html`<h2 id="tag-${tag.replaceAll(' ', '-')}">${tag}</h2>
              ${calls.filter((call) => call.tag === tag).map(callSection)}`,
        )}
        <h2 id="schemas">schemas</h2>
        ${schemas.map(schemaSection)}
      </body>
    </html> `.text;
}
