import { PLATFORMS, type Platform } from '@tributary/contracts';
import { parseInstant } from '@tributary/platforms';

/** What is wrong with the envelope and where. */
export interface EnvelopeError {
  readonly path: string;
  readonly detail: string;
}

type Row = Readonly<Record<string, unknown>>;
type Check = (value: unknown, path: string) => readonly EnvelopeError[];

const NONE: readonly EnvelopeError[] = [];
const MAX_TEXT = 512;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;

const text: Check = (value, path) =>
  isText(value) ? NONE : [{ path, detail: `must be a text of 1 to ${String(MAX_TEXT)} characters` }];

const optionalText: Check = (value, path) => (isAbsent(value) ? NONE : text(value, path));

const instant: Check = (value, path) =>
  Number.isNaN(parseInstant(value))
    ? [{ path, detail: 'must be an RFC 3339 time with an offset up to 18 hours' }]
    : NONE;

const object = (check: (row: Row, path: string) => readonly EnvelopeError[]): Check => {
  return (value, path) => (isRow(value) ? check(value, path) : [{ path, detail: 'must be an object' }]);
};

/** Names under which the common bridges give id and type of what was deleted. */
const ID_NAMES = ['id', 'uuid', 'recordId'] as const;
const TYPE_NAMES = ['recordType', 'type'] as const;

const firstOf = (row: Row, names: readonly string[]): unknown =>
  names.map((name) => row[name]).find((value) => !isAbsent(value));

/** HealthKit tells the type of what was deleted; Health Connect's change feed does not, and an entry may be the bare id. */
const checkDeletion = (platform: Platform): Check => {
  const recordType = PLATFORMS[platform].deletionNeedsType ? text : optionalText;
  return (value, path) => {
    const row = typeof value === 'string' ? { id: value } : value;
    if (!isRow(row)) return [{ path, detail: 'must be an object' }];
    const type = recordType(firstOf(row, TYPE_NAMES), `${path}.recordType`);
    const id = text(firstOf(row, ID_NAMES), `${path}.id`);
    return id === NONE && type === NONE ? NONE : [...id, ...type];
  };
};

/** A snapshot deletes, so nothing about its window is guessed. */
const checkSnapshot: Check = object((row, path) => {
  const errors = [
    ...text(row['recordType'], `${path}.recordType`),
    ...optionalText(row['app'], `${path}.app`),
    ...instant(row['start'], `${path}.start`),
    ...instant(row['end'], `${path}.end`),
  ];
  if (errors.length > 0 || parseInstant(row['start']) <= parseInstant(row['end'])) return errors;
  return [{ path: `${path}.end`, detail: 'must not be before the start' }];
});

/** Each entry of the list that is wrong; lists that are absent or no lists are judged elsewhere. */
function checkEach(list: unknown, name: string, check: Check): readonly EnvelopeError[] {
  if (!Array.isArray(list)) return NONE;
  const errors: EnvelopeError[] = [];
  for (let i = 0; i < list.length; i++) {
    const found = check(list[i], `${name}[${String(i)}]`);
    if (found !== NONE) errors.push(...found);
  }
  return errors;
}

export const checkDeletions = (list: unknown, platform: Platform): readonly EnvelopeError[] =>
  checkEach(list, 'deletions', checkDeletion(platform));

export const checkSnapshots = (list: unknown): readonly EnvelopeError[] => checkEach(list, 'snapshots', checkSnapshot);

export const checkDeletionsUnavailable = (list: unknown): readonly EnvelopeError[] =>
  checkEach(list, 'deletionsUnavailable', text);

const MAX_ANCHOR = 64 * 1024;

/** Anchors are opaque texts by record type. */
export const checkAnchors = (anchors: unknown): readonly EnvelopeError[] =>
  !isRow(anchors) ||
  Object.entries(anchors).every(
    ([type, anchor]) => isAbsent(anchor) || (isText(type) && typeof anchor === 'string' && anchor.length <= MAX_ANCHOR),
  )
    ? NONE
    : [{ path: 'sync.anchors', detail: `must map record types to texts of at most ${String(MAX_ANCHOR)} characters` }];
