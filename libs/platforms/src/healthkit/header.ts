import { type FlagId, type RecordingMethod, type SourceId } from '@tributary/contracts';
import { firstOf, isAbsent, nameOf, objectOf, textOf, type JsonObject } from '../reading/json.js';
import { offsetInInstant, parseInstant } from '../reading/instant.js';
import { isZone, offsetMinutesAt } from '../reading/zone.js';
import { checkWindow, type WindowRule } from '../mapping/window.js';
import type { Header } from '../mapping/seal.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { booleanOf } from './metadata.js';

export const START_NAMES = ['startDate', 'start', 'startTime', 'dateFrom'] as const;
export const END_NAMES = ['endDate', 'end', 'endTime', 'dateTo'] as const;
const ID_NAMES = ['uuid', 'id', 'UUID'] as const;
const MAX_ID_LENGTH = 512;

/** How the header of a family is read. */
export interface HeaderRule extends WindowRule {
  /** Without an end the start is taken; not for records whose length is what they say. */
  readonly endRequired: boolean;
}

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** An instant of the bridge, which is ISO text; a bare number could be of three epochs. */
function readTime(raw: JsonObject, value: unknown, names: readonly [string, ...string[]]): number | Refusal {
  const ms = parseInstant(value);
  return Number.isNaN(ms)
    ? new Refusal('time_invalid', nameOf(raw, names), 'Must be an ISO 8601 instant with Z or an offset.')
    : ms;
}

/** What HealthKit writes as the end of what has none; `hasUndeterminedDuration` says so from 12.2 on. */
const DISTANT_FUTURE_MS = Date.UTC(4001, 0, 1);

const isUndetermined = (raw: JsonObject): boolean => booleanOf(raw['hasUndeterminedDuration']) === true;

/** Whether the end of an event is but a placeholder. */
export const isOpen = (raw: JsonObject): boolean =>
  isUndetermined(raw) || parseInstant(raw['endDate'] ?? firstOf(raw, END_NAMES)) === DISTANT_FUTURE_MS;

function readWindow(raw: JsonObject, rule: HeaderRule, marks: Marks, scope: RecordScope): Window | Refusal {
  const start = raw['startDate'] ?? firstOf(raw, START_NAMES);
  if (isAbsent(start)) return missing(START_NAMES[0]);
  const startMs = readTime(raw, start, START_NAMES);
  if (startMs instanceof Refusal) return startMs;
  const end = raw['endDate'] ?? firstOf(raw, END_NAMES);
  if (isAbsent(end) && rule.endRequired) return missing(END_NAMES[0]);
  const said = isAbsent(end) || isUndetermined(raw) ? startMs : readTime(raw, end, END_NAMES);
  if (said instanceof Refusal) return said;
  const endMs = said === DISTANT_FUTURE_MS && rule.ahead === 'end' ? startMs : said;
  const window = { startMs, endMs };
  const paths = { startPath: nameOf(raw, START_NAMES), endPath: nameOf(raw, END_NAMES) };
  const refused = checkWindow(startMs, endMs, rule, scope.batch.receivedMs, paths, () =>
    readZone(raw, marks.timeZone, window, scope),
  );
  return refused ?? window;
}

function readId(raw: JsonObject): string | null | Refusal {
  const id = raw['uuid'] ?? firstOf(raw, ID_NAMES);
  if (isAbsent(id) || id === '') return null;
  if (typeof id !== 'string' || id.length > MAX_ID_LENGTH)
    return wrongKind(nameOf(raw, ID_NAMES), 'text of at most 512 characters');
  return id;
}

/** The metadata that a header needs, in both spellings and as flat copies; the map wins. */
interface Marks {
  readonly timeZone: unknown;
  readonly wasUserEntered: unknown;
  readonly syncIdentifier: unknown;
  readonly syncVersion: unknown;
}

function readMarks(raw: JsonObject): Marks {
  const metadata = objectOf(raw['metadata']);
  return {
    timeZone: metadata['HKTimeZone'] ?? metadata['HKMetadataKeyTimeZone'] ?? raw['metadataTimeZone'],
    wasUserEntered:
      metadata['HKWasUserEntered'] ?? metadata['HKMetadataKeyWasUserEntered'] ?? raw['metadataWasUserEntered'],
    syncIdentifier:
      metadata['HKSyncIdentifier'] ?? metadata['HKMetadataKeySyncIdentifier'] ?? raw['metadataSyncIdentifier'],
    syncVersion: metadata['HKSyncVersion'] ?? metadata['HKMetadataKeySyncVersion'] ?? raw['metadataSyncVersion'],
  };
}

interface Zone {
  readonly timeZone: string | null;
  readonly startOffsetMinutes: number | null;
  readonly endOffsetMinutes: number | null;
}

const NO_ZONE: Zone = { timeZone: null, startOffsetMinutes: null, endOffsetMinutes: null };
/** What the system calls a zone that is only an offset: `GMT+0200`. */
const FIXED_OFFSET = /^GMT([+-])(\d{2}):?(\d{2})$/;

function readZone(raw: JsonObject, name: unknown, window: Window, scope: RecordScope): Zone {
  if (isAbsent(name)) {
    // Bridges write UTC; a client that writes an offset has named it.
    const start = offsetInInstant(raw['startDate'] ?? firstOf(raw, START_NAMES));
    return start === null
      ? NO_ZONE
      : {
          timeZone: null,
          startOffsetMinutes: start,
          endOffsetMinutes: offsetInInstant(raw['endDate'] ?? firstOf(raw, END_NAMES)) ?? start,
        };
  }
  if (typeof name === 'string' && isZone(name))
    return {
      timeZone: name,
      startOffsetMinutes: offsetMinutesAt(name, window.startMs),
      endOffsetMinutes: offsetMinutesAt(name, window.endMs),
    };
  const fixed = typeof name === 'string' ? FIXED_OFFSET.exec(name) : null;
  if (fixed !== null) {
    const minutes = (Number(fixed[2]) * 60 + Number(fixed[3])) * (fixed[1] === '-' ? -1 : 1);
    return { timeZone: null, startOffsetMinutes: minutes, endOffsetMinutes: minutes };
  }
  scope.warnings.add('code_unknown', 'metadata.HKTimeZone');
  return NO_ZONE;
}

const NOTHING: JsonObject = {};

/** The app and device of a record; `inherited` is the record it is a member of. */
export function readSource(
  raw: JsonObject,
  scope: RecordScope,
  inherited: JsonObject = NOTHING,
): { id: SourceId; isKnown: boolean } {
  const revision = objectOf(raw['sourceRevision'] ?? inherited['sourceRevision']);
  const source = objectOf(revision['source'] ?? raw['source'] ?? inherited['source']);
  const said = raw['device'] ?? inherited['device'];
  const device = objectOf(said);
  const app =
    textOf(source['bundleIdentifier']) ??
    textOf(raw['sourceBundleId']) ??
    textOf(raw['sourceId']) ??
    textOf(inherited['sourceBundleId']) ??
    textOf(inherited['sourceId']);
  const id = scope.batch.sources.intern({
    app,
    appName: textOf(source['name']) ?? textOf(raw['sourceName']),
    manufacturer: textOf(device['manufacturer']),
    model: textOf(device['model']),
    deviceType: null,
    hardware: textOf(device['hardwareVersion']),
    product: textOf(revision['productType']),
  });
  return { id, isKnown: app !== null };
}

const NO_FLAGS: readonly FlagId[] = [];
const MANUAL: readonly FlagId[] = ['manual'];

function flagsFor(isManual: boolean, isSourceKnown: boolean): readonly FlagId[] {
  if (isSourceKnown) return isManual ? MANUAL : NO_FLAGS;
  return isManual ? ['source_unknown', 'manual'] : ['source_unknown'];
}

/** A number, or numeric text as some apps write it. */
const versionOf = (value: unknown): number | null => {
  const version = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof version === 'number' && Number.isFinite(version) ? version : null;
};

const METHODS = { true: 'manual', false: 'automatic', null: 'unknown' } as const satisfies Record<
  string,
  RecordingMethod
>;
const methodOf = (entered: boolean | null): RecordingMethod => METHODS[`${entered}`];

const MAX_CLIENT_ID_LENGTH = 512;
const clientIdOf = (value: unknown): string | null => textOf(value)?.slice(0, MAX_CLIENT_ID_LENGTH) ?? null;

/** What every sample of HealthKit says about itself, in the names of all bridge versions. */
export function readHeader(
  raw: JsonObject,
  rawType: string,
  rule: HeaderRule,
  scope: RecordScope,
  inherited?: JsonObject,
): Header | Refusal {
  const marks = readMarks(raw);
  const window = readWindow(raw, rule, marks, scope);
  if (window instanceof Refusal) return window;
  const rawId = readId(raw);
  if (rawId instanceof Refusal) return rawId;
  const zone = readZone(raw, marks.timeZone, window, scope);
  const source = readSource(raw, scope, inherited);
  const recordingMethod = methodOf(booleanOf(marks.wasUserEntered));
  return {
    rawType,
    rawId,
    startMs: window.startMs,
    endMs: window.endMs,
    startOffsetMinutes: zone.startOffsetMinutes,
    endOffsetMinutes: zone.endOffsetMinutes,
    timeZone: zone.timeZone,
    sourceId: source.id,
    recordingMethod,
    flags: flagsFor(recordingMethod === 'manual', source.isKnown),
    clientRecordId: clientIdOf(marks.syncIdentifier),
    client: versionOf(marks.syncVersion),
    modifiedMs: null,
  };
}
