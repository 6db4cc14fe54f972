import {
  deviceTypeForHealthConnect,
  enumFor,
  type DeviceType,
  type FlagId,
  type RecordingMethod,
} from '@tributary/contracts';
import { isAbsent, isNumber, isObject, nameOf, objectOf, textOf, type JsonObject } from '../reading/json.js';
import { offsetInInstant, parseInstant, parseOffset } from '../reading/instant.js';
import { codeOf } from '../mapping/codes.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import type { Header } from '../mapping/seal.js';
import { checkWindow, type WindowRule } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';

/** How the header of a type is read: one time, or a start and an end. */
export interface HeaderRule extends WindowRule {
  readonly shape: 'instant' | 'interval' | 'either';
}

interface Times {
  readonly startMs: number;
  readonly endMs: number;
  readonly startPath: string;
  readonly endPath: string;
}

const ISO = 'Must be an ISO 8601 instant with Z or an offset.';

function readTime(raw: JsonObject, path: string): number | Refusal {
  const value = raw[path];
  if (isAbsent(value)) return missing(path);
  const ms = parseInstant(value);
  return Number.isNaN(ms) ? new Refusal('time_invalid', path, ISO) : ms;
}

function readTimes(raw: JsonObject, shape: HeaderRule['shape']): Times | Refusal {
  const isInstant = shape === 'instant' || (shape === 'either' && !isAbsent(raw['time']));
  const startPath = isInstant ? nameOf(raw, ['time', 'startTime']) : 'startTime';
  const startMs = readTime(raw, startPath);
  if (startMs instanceof Refusal) return startMs;
  if (isInstant) return { startMs, endMs: startMs, startPath, endPath: startPath };
  const endMs = readTime(raw, 'endTime');
  return endMs instanceof Refusal ? endMs : { startMs, endMs, startPath, endPath: 'endTime' };
}

const MAX_OFFSET_SECONDS = 64_800;

/** Minutes of an offset written as object, text or number of seconds; null where there is none. */
function readOffset(raw: JsonObject, path: string): number | null | Refusal {
  const sent = raw[path];
  if (isAbsent(sent)) return null;
  const value = isObject(sent) ? (sent['totalSeconds'] ?? sent['id']) : sent;
  if (isAbsent(value)) return null;
  const minutes =
    typeof value === 'number' && Math.abs(value) <= MAX_OFFSET_SECONDS
      ? Math.round(value / 60)
      : parseOffset(typeof value === 'string' ? value : '');
  return Number.isNaN(minutes) ? new Refusal('time_invalid', path, 'Must be an offset from UTC.') : minutes;
}

interface Offsets {
  readonly start: number | null;
  readonly end: number | null;
}

/** The offsets of the record, else those its instants name. */
function readOffsets(raw: JsonObject, times: Times): Offsets | Refusal {
  if (times.endPath === times.startPath) {
    const offset = readOffset(raw, isAbsent(raw['zoneOffset']) ? 'startZoneOffset' : 'zoneOffset');
    if (offset instanceof Refusal) return offset;
    const both = offset ?? offsetInInstant(raw[times.startPath]);
    return { start: both, end: both };
  }
  const start = readOffset(raw, 'startZoneOffset');
  if (start instanceof Refusal) return start;
  const end = readOffset(raw, 'endZoneOffset');
  if (end instanceof Refusal) return end;
  return { start: start ?? offsetInInstant(raw[times.startPath]), end: end ?? offsetInInstant(raw[times.endPath]) };
}

const MAX_ID_LENGTH = 512;

/** Text under the first key that is there: in the metadata, or, from native clients, beside it. */
function readId(metadata: JsonObject, raw: JsonObject): string | null | Refusal {
  const id = metadata['id'] ?? raw['id'] ?? raw['recordId'] ?? raw['uuid'];
  if (isAbsent(id) || id === '') return null;
  return typeof id === 'string' && id.length <= MAX_ID_LENGTH
    ? id
    : wrongKind('metadata.id', 'text of at most 512 characters');
}

const METHODS: readonly RecordingMethod[] = ['unknown', 'active', 'automatic', 'manual'];

/** Int of an enum by int, int as text, or name with or without its prefix; undefined: not in the table. */
function enumInt(enumName: string, prefix: string, sent: unknown): number | undefined {
  const code = codeOf(sent);
  const name = typeof code === 'string' && code.startsWith(prefix) ? code.slice(prefix.length) : code;
  const found = enumFor('health_connect', enumName)?.members.find(
    (member) => member.value === name || member.name === name,
  );
  return typeof found?.value === 'number' ? found.value : undefined;
}

function readMethod(metadata: JsonObject, scope: RecordScope): RecordingMethod {
  const sent = metadata['recordingMethod'];
  if (isAbsent(sent)) return 'unknown';
  const method = METHODS[enumInt('RecordingMethod', 'RECORDING_METHOD_', sent) ?? -1];
  if (method === undefined) scope.warnings.add('code_unknown', 'metadata.recordingMethod');
  return method ?? 'unknown';
}

/** Int or name of a device type; null where it says nothing. */
function readDeviceType(sent: unknown, scope: RecordScope): DeviceType | null {
  if (isAbsent(sent) || sent === 0) return null;
  const int = enumInt('DeviceType', 'TYPE_', sent);
  if (int === undefined) scope.warnings.add('code_unknown', 'metadata.device.type');
  return int === undefined ? null : deviceTypeForHealthConnect(int);
}

/** The app and device. The device is an int up to 3.0, an object later; its names are repeated beside it from 3.5.0. */
function readSource(
  metadata: JsonObject,
  raw: JsonObject,
  scope: RecordScope,
): { id: Header['sourceId']; isKnown: boolean } {
  const origin = metadata['dataOrigin'] ?? raw['dataOrigin'] ?? raw['packageName'];
  const app = textOf(isObject(origin) ? origin['packageName'] : origin);
  const sent = metadata['device'];
  const device = objectOf(sent);
  const id = scope.batch.sources.intern({
    app,
    appName: null,
    manufacturer: textOf(device['manufacturer']) ?? textOf(metadata['manufacturer']),
    model: textOf(device['model']) ?? textOf(metadata['model']),
    deviceType: readDeviceType(isObject(sent) ? device['type'] : sent, scope),
    hardware: null,
    product: null,
  });
  return { id, isKnown: app !== null };
}

interface Versioning {
  readonly clientRecordId: string | null;
  readonly client: number | null;
  readonly modifiedMs: number | null;
}

const MAX_CLIENT_ID_LENGTH = 512;

/** Version 0 without a client id is the library's way of saying that there is none. */
function readVersioning(metadata: JsonObject, raw: JsonObject): Versioning | Refusal {
  const clientRecordId = textOf(metadata['clientRecordId'])?.slice(0, MAX_CLIENT_ID_LENGTH) ?? null;
  const version = metadata['clientRecordVersion'];
  const hasVersion = isNumber(version) && (version !== 0 || clientRecordId !== null);
  const modified = metadata['lastModifiedTime'] ?? raw['lastModifiedTime'];
  const modifiedMs = isAbsent(modified) ? null : parseInstant(modified);
  if (Number.isNaN(modifiedMs)) return new Refusal('time_invalid', 'metadata.lastModifiedTime', ISO);
  return { clientRecordId, client: hasVersion ? version : null, modifiedMs };
}

const NO_FLAGS: readonly FlagId[] = [];
const MANUAL: readonly FlagId[] = ['manual'];

/** What every record of Health Connect says about itself, in the shapes of all bridge versions. */
export function readHeader(raw: JsonObject, rawType: string, rule: HeaderRule, scope: RecordScope): Header | Refusal {
  const times = readTimes(raw, rule.shape);
  if (times instanceof Refusal) return times;
  const offsets = readOffsets(raw, times);
  if (offsets instanceof Refusal) return offsets;
  const refused = checkWindow(times.startMs, times.endMs, rule, scope.batch.receivedMs, times, () => ({
    startOffsetMinutes: offsets.start,
    endOffsetMinutes: offsets.end,
  }));
  if (refused !== null) return refused;
  const metadata = objectOf(raw['metadata']);
  const rawId = readId(metadata, raw);
  if (rawId instanceof Refusal) return rawId;
  const versioning = readVersioning(metadata, raw);
  if (versioning instanceof Refusal) return versioning;
  const source = readSource(metadata, raw, scope);
  const recordingMethod = readMethod(metadata, scope);
  const flags = recordingMethod === 'manual' ? MANUAL : NO_FLAGS;
  return {
    rawType,
    rawId,
    startMs: times.startMs,
    endMs: times.endMs,
    startOffsetMinutes: offsets.start,
    endOffsetMinutes: offsets.end,
    timeZone: null,
    sourceId: source.id,
    recordingMethod,
    flags: source.isKnown ? flags : ['source_unknown', ...flags],
    clientRecordId: versioning.clientRecordId,
    client: versioning.client,
    modifiedMs: versioning.modifiedMs,
  };
}
