import type { UserChange } from '@tributary/contracts';
import { RequestFailure, type RequestError } from '@tributary/http';

const MAX_DEPTH = 10;

/** An offset is not an IANA name: it knows no daylight-saving time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Not the names that the database would read as operators, paths or types of its own. */
const isStorableName = (name: string): boolean =>
  name !== '__proto__' && name !== '_bsontype' && !/^\$|[.\0]/.test(name);

function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  return Object.entries(value).every(([name, inner]) => isStorableName(name) && isStorable(inner, depth + 1));
}

/** @throws RequestFailure `envelope_invalid` for what the schema cannot tell. */
export function checkUserChange({ timeZone, attributes }: UserChange): void {
  const errors: RequestError[] = [];
  const add = (path: string, detail: string) => errors.push({ path, code: 'envelope_invalid', detail });
  if (timeZone !== undefined && !isTimeZone(timeZone)) add('timeZone', 'must be an IANA time zone');
  if (!isStorable(attributes)) add('attributes', 'names must not begin with $ or hold a dot, depth is at most 10');
  if (errors.length > 0) throw new RequestFailure('envelope_invalid', { errors });
}
