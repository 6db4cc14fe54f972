import { type Html, html, NOTHING, prose } from './html.js';
import type { Json, JsonObject } from './schema-references.js';

const object = (value: Json | undefined): JsonObject => (value ?? {}) as JsonObject;
const REFERENCE = '#/components/schemas/';

const joined = (parts: readonly Html[], by: string): Html =>
  parts.reduce((all, part, index) => html`${all}${index === 0 ? '' : by}${part}`, NOTHING);

function limitsOf(schema: JsonObject): Html {
  const shown = ['format', 'minimum', 'maximum', 'default'].filter((name) => schema[name] !== undefined);
  return shown.length === 0
    ? NOTHING
    : html` <small>(${shown.map((name) => `${name} ${String(schema[name])}`).join(', ')})</small>`;
}

/** A type as people say it: `string`, `list of Sample`, `a or null`. */
export function typeOf(schema: JsonObject): Html {
  const { $ref: reference, anyOf, enum: values, const: constant, type, items } = schema;
  if (typeof reference === 'string') {
    const name = reference.slice(REFERENCE.length);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (Array.isArray(anyOf)) return joined((anyOf as readonly JsonObject[]).map(typeOf), ' or ');
  if (Array.isArray(values))
    return joined(
      values.map((value) => html`<code>${String(value)}</code>`),
      ' or ',
    );
  if (constant !== undefined) return html`<code>${String(constant)}</code>`;
  if (type === 'array') return html`list of ${typeOf(object(items))}`;
  if (type === undefined) return html`anything`;
  return html`${String(type)}${limitsOf(schema)}`;
}

/** A type with the fields of an object that has no name of its own: `{ data: list of Sample, … }`. */
export function shapeOf(schema: JsonObject): Html {
  if (schema['properties'] === undefined) return typeOf(schema);
  const fields = Object.entries(object(schema['properties'])).map(
    ([name, field]) => html`${name}: ${typeOf(object(field))}`,
  );
  const inside = joined(fields, ', ');
  return html`{ ${inside} }`;
}

const mapOf = (schema: JsonObject): JsonObject | undefined =>
  schema['patternProperties'] === undefined ? undefined : object(Object.values(object(schema['patternProperties']))[0]);

/** The object inside lists and unions, whose fields are shown with it. */
function innerObject(schema: JsonObject): { readonly schema: JsonObject; readonly suffix: string } | null {
  if (schema['properties'] !== undefined) return { schema, suffix: '.' };
  const map = mapOf(schema);
  const inside = schema['type'] === 'array' ? object(schema['items']) : map;
  const inner = inside && innerObject(inside);
  if (inner) return { schema: inner.schema, suffix: (map ? '.*' : '[]') + inner.suffix };
  const found = ((schema['anyOf'] ?? []) as readonly JsonObject[]).map(innerObject).find((one) => one !== null);
  return found ?? null;
}

/** Field, type, whether it is always there, meaning; fields of inner objects follow theirs. */
export function schemaRows(schema: JsonObject, prefix = ''): readonly (readonly Html[])[] {
  const root = innerObject(schema);
  if (root === null) return [];
  const required = (root.schema['required'] ?? []) as readonly string[];
  return Object.entries(object(root.schema['properties'])).flatMap(([name, value]) => {
    const field = object(value);
    const row = [
      html`<code>${prefix}${name}</code>`,
      typeOf(field),
      html`${required.includes(name) ? 'yes' : ''}`,
      prose(typeof field['description'] === 'string' ? field['description'] : ''),
    ];
    const inner = innerObject(field);
    return inner === null ? [row] : [row, ...schemaRows(inner.schema, `${prefix}${name}${inner.suffix}`)];
  });
}
