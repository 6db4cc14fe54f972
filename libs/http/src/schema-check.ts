import type { RequestFailureCode } from '@tributary/contracts';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { RequestFailure, type RequestError } from './request-failure.js';

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

const MAX_ERRORS = 100;

/** `/rules/0/order` as people write it: `rules[0].order`. */
function toPath(pointer: string): string {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.map((step, i) => (/^\d+$/.test(step) ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}

function pathsOf({ instancePath, params }: SchemaError): readonly string[] {
  const path = toPath(instancePath);
  const missing = 'requiredProperties' in params ? (params.requiredProperties as readonly string[]) : null;
  return missing ? missing.map((name) => (path === '' ? name : `${path}.${name}`)) : [path];
}

/** Values that one branch of a union, or a closed list, takes. */
function allowedBy({ params }: SchemaError): readonly unknown[] {
  if ('allowedValue' in params) return [params.allowedValue];
  return 'allowedValues' in params ? (params.allowedValues as readonly unknown[]) : [];
}

/** What was expected there, in words; never what was sent. */
function detailOf(found: readonly SchemaError[], { keyword, instancePath, message }: SchemaError): string {
  if (keyword === 'required') return 'is required';
  const here = found.filter((error) => error.instancePath === instancePath);
  const allowed = here.flatMap(allowedBy);
  const isClosed = here.every((error) => error.keyword === 'anyOf' || allowedBy(error).length > 0);
  return isClosed && allowed.length > 0 ? `must be one of ${allowed.join(', ')}` : message;
}

/** One error a path: a union reports every branch that did not fit. */
function toErrors(code: RequestFailureCode, found: readonly SchemaError[]): readonly RequestError[] {
  const byPath = new Map<string, RequestError>();
  for (const error of found) {
    const detail = detailOf(found, error);
    for (const path of pathsOf(error)) byPath.set(path, { path, code, detail });
  }
  return [...byPath.values()].slice(0, MAX_ERRORS);
}

/**
 * A compiled check that returns the value typed.
 * @throws RequestFailure with `code` and one error a path, when the value does not fit.
 */
export function createSchemaCheck<T extends TSchema>(
  schema: T,
  code: RequestFailureCode,
): (value: unknown) => Static<T> {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return value as Static<T>;
    throw new RequestFailure(code, { errors: toErrors(code, validator.Errors(value)) });
  };
}

/** A whole number as a query writes it; other ways to write one stay text, which is none. */
const INTEGER = /^-?\d{1,15}$/;

/** The names of a schema's fields that are whole numbers. */
const integersOf = (schema: TSchema): readonly string[] =>
  Object.entries((schema as { readonly properties?: Readonly<Record<string, TSchema>> }).properties ?? {})
    .filter(([, field]) => (field as { readonly type?: string }).type === 'integer')
    .map(([name]) => name);

/** The same for query strings: whole numbers are read from text, what the schema does not name is left out. */
export function createQueryCheck<T extends TSchema>(schema: T): (query: unknown) => Static<T> {
  const validator = Compile(schema);
  const check = createSchemaCheck(schema, 'query_invalid');
  const integers = integersOf(schema);
  return (query) => {
    const given: Record<string, unknown> = { ...(query as object) };
    for (const name of integers) {
      const text = given[name];
      if (typeof text === 'string' && INTEGER.test(text)) given[name] = Number(text);
    }
    return check(validator.Clean(validator.Default(given)));
  };
}
