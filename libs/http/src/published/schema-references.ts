import { COMPONENTS } from '@tributary/contracts';
import type { TSchema } from 'typebox';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** A schema without what is TypeBox's own. */
export const plain = (schema: TSchema): JsonObject => JSON.parse(JSON.stringify(schema)) as JsonObject;

const NAME_BY_TEXT: ReadonlyMap<string, string> = new Map(
  Object.entries(COMPONENTS)
    .map(([name, schema]) => [JSON.stringify(schema), name] as const)
    .reverse(),
);

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Replaces named schemas by references into the document, and remembers which were used. */
export class SchemaReferences {
  readonly #used = new Set<string>();

  /** The schema, or a reference to it where it has a name. */
  of(schema: TSchema): JsonObject {
    return this.#visit(plain(schema)) as JsonObject;
  }

  /** All schemas that were referred to, directly or by one another, by name. */
  components(): Record<string, JsonObject> {
    const done = new Map<string, JsonObject>();
    const pending = () => [...this.#used].find((name) => !done.has(name));
    for (let name = pending(); name !== undefined; name = pending()) {
      const schema = COMPONENTS[name];
      if (schema === undefined) throw new Error(`No schema is named ${name}`);
      done.set(name, this.#inside(plain(schema)));
    }
    return Object.fromEntries([...done].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #visit(value: Json): Json {
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.#visit(item));
    if (!isObject(value)) return value;
    const name = NAME_BY_TEXT.get(JSON.stringify(value));
    if (name === undefined) return this.#inside(value);
    this.#used.add(name);
    return { $ref: `#/components/schemas/${name}` };
  }

  #inside(schema: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, this.#visit(value)]));
  }
}
