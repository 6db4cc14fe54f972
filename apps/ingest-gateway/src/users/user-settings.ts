import type { UserChange } from '@tributary/contracts';
import { RequestFailure, type RequestError } from '@tributary/http';
import { ianaNameOf } from '@tributary/platforms';

const MAX_DEPTH = 10;

/** Not the names that the database would read as operators, paths or types of its own. */
const isStorableName = (name: string): boolean =>
  name !== '__proto__' && name !== '_bsontype' && !/^\$|[.\0]/.test(name);

function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  return Object.entries(value).every(([name, inner]) => isStorableName(name) && isStorable(inner, depth + 1));
}

/**
 * The change with its zone as IANA writes it.
 * @throws RequestFailure `envelope_invalid` for what the schema cannot tell.
 */
export function readUserChange({ timeZone: sentZone, ...settings }: UserChange): UserChange {
  const errors: RequestError[] = [];
  const add = (path: string, detail: string) => errors.push({ path, code: 'envelope_invalid', detail });
  const timeZone = sentZone === undefined ? undefined : ianaNameOf(sentZone);
  // An offset is none: it knows no daylight-saving time.
  if (timeZone === null) add('timeZone', 'must be an IANA time zone');
  if (!isStorable(settings.attributes))
    add('attributes', 'names must not begin with $ or hold a dot, depth is at most 10');
  if (errors.length > 0) throw new RequestFailure('envelope_invalid', { errors });
  return { ...settings, ...(typeof timeZone === 'string' && { timeZone }) };
}
