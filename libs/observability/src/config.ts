import { type Static, type TObject, type TSchema } from 'typebox';
import { Check } from 'typebox/value';

/** What `parseConfig` reads of a row; `env` defaults to the property's name. */
interface ConfigRow {
  readonly type?: string;
  readonly env?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly anyOf?: readonly { readonly const?: unknown }[];
}

/** All problems of a configuration at once. Names only: a value may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`the configuration has ${problems.length} problem(s):\n${problems.map((line) => `  ${line}`).join('\n')}`);
  }
}

/** One row of the generated configuration reference. */
export interface ConfigReferenceRow {
  readonly env: string;
  readonly type: string;
  readonly default: unknown;
  readonly required: boolean;
  readonly description: string;
}

const rowsOf = (schema: TObject): [property: string, row: ConfigRow & TSchema][] =>
  Object.entries(schema.properties as Record<string, ConfigRow & TSchema>);
const envOf = (property: string, row: ConfigRow): string => row.env ?? property;

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  yes: true,
  false: false,
  '0': false,
  no: false,
};

/** How the text of an environment variable becomes a value, by JSON Schema type; lists are separated by commas. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  integer: (text) => (text.trim() === '' ? undefined : Number(text)),
  number: (text) => (text.trim() === '' ? undefined : Number(text)),
  boolean: (text) => BOOLEANS[text.trim().toLowerCase()],
  array: (text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
};

/**
 * Reads a configuration once, at start. Each property of the schema is a row `{ env, default, description }`; a row
 * without default that is not optional must be set. An empty variable counts as not set. Throws `ConfigError` with all
 * problems together.
 */
export function parseConfig<Schema extends TObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): Static<Schema> {
  const required = new Set(schema.required as readonly string[] | undefined);
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [property, row] of rowsOf(schema)) {
    const name = envOf(property, row);
    const text = env[name];
    if (text === undefined || text === '') {
      if (row.default !== undefined) values[property] = row.default;
      else if (required.has(property)) problems.push(`${name} is not set: ${row.description ?? 'required'}`);
      continue;
    }
    const value = (READERS[row.type ?? 'string'] ?? ((same: string) => same))(text);
    if (value !== undefined && Check(row, value)) values[property] = value;
    else problems.push(`${name} must be ${expectation(row)}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Static<Schema>;
}

/** The rows of a schema for the generated reference page. */
export function describeConfig(schema: TObject): ConfigReferenceRow[] {
  const required = new Set(schema.required as readonly string[] | undefined);
  return rowsOf(schema).map(([property, row]) => ({
    env: envOf(property, row),
    type: expectation(row),
    default: row.default ?? null,
    required: row.default === undefined && required.has(property),
    description: row.description ?? '',
  }));
}

function expectation(row: ConfigRow): string {
  if (row.anyOf !== undefined) return `one of ${row.anyOf.map((choice) => String(choice.const)).join(', ')}`;
  const from = row.minimum === undefined ? '' : ` from ${row.minimum}`;
  const to = row.maximum === undefined ? '' : ` up to ${row.maximum}`;
  const pattern = row.pattern === undefined ? '' : ` matching ${row.pattern}`;
  const kind = row.type === 'array' ? 'list separated by commas' : (row.type ?? 'string');
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}${from}${to}${pattern}`;
}
