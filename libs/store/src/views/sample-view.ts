import {
  METRIC_BY_ID,
  partId,
  toInstant,
  type EventView,
  type FlagId,
  type SampleView,
  type SourceId,
} from '@tributary/contracts';
import { isZone, offsetMinutesAt } from '@tributary/resolution';
import type { Recording } from '../records/recording.js';
import type { StoredRecord, StoredSample } from '../series/stored-record.js';

/** The zones a person set, or a device told, by instant. */
export interface ZoneLookup {
  /** null before the first. */
  zoneInForce(epochMs: number): string | null;
}

interface Zoned {
  readonly startOffsetMinutes: number | null;
  /** `device.timeZone` of the batch. */
  readonly deviceTimeZone: string | null;
}

/** Offset of a record: its own, else that of the person's zone then, else of the phone that sent it, else UTC; the last two are assumed. */
export function resolveOffset(
  record: Zoned,
  startMs: number,
  zones: ZoneLookup,
): { offsetMinutes: number; flags: readonly FlagId[] } {
  if (record.startOffsetMinutes !== null) return { offsetMinutes: record.startOffsetMinutes, flags: [] };
  const inForce = zones.zoneInForce(startMs);
  if (inForce !== null) return { offsetMinutes: offsetMinutesAt(inForce, startMs), flags: [] };
  const { deviceTimeZone } = record;
  const offsetMinutes =
    deviceTimeZone !== null && isZone(deviceTimeZone) ? offsetMinutesAt(deviceTimeZone, startMs) : 0;
  return { offsetMinutes, flags: ['zone_assumed'] };
}

/** Each flag once, in the order of the lists. */
export const flagUnion = (...lists: readonly (readonly FlagId[])[]): FlagId[] => [...new Set(lists.flat())];

/** The unit a metric is served in. */
export const unitOf = (metric: string): string => METRIC_BY_ID.get(metric)?.unit ?? '1';

/** A stored sample as the API and the topics give it. */
export function toSampleView(
  metric: string,
  sourceId: SourceId,
  record: StoredRecord,
  sample: StoredSample,
  zones: ZoneLookup,
): SampleView {
  const offset = resolveOffset(record.profile, sample.startMs, zones);
  const unit = unitOf(metric);
  return {
    id: partId(record.id, sample.part),
    metric,
    start: toInstant(sample.startMs),
    end: toInstant(sample.endMs),
    zoneOffsetMinutes: offset.offsetMinutes,
    value: sample.value,
    unit,
    sourceId,
    recordingMethod: record.profile.recordingMethod,
    flags: flagUnion(record.profile.flags, sample.flags, offset.flags),
    version: record.revision,
    raw: {
      type: record.profile.rawType,
      id: record.rawId,
      value: sample.rawValue ?? sample.value,
      unit: sample.rawUnit ?? unit,
    },
    ...(sample.attributes && { attributes: { ...sample.attributes } }),
  };
}

/** A stored categorical record as the API and the topics give it. */
export function toEventView(recording: Recording, zones: ZoneLookup): EventView {
  const { record } = recording;
  if (record.content.kind !== 'event') throw new TypeError(`Recording ${record.id} is not an event`);
  const offset = resolveOffset(
    { startOffsetMinutes: record.startOffsetMinutes, deviceTimeZone: recording.deviceTimeZone },
    record.startMs,
    zones,
  );
  return {
    id: record.id,
    type: record.content.type,
    value: record.content.value,
    attributes: { ...record.content.attributes },
    start: toInstant(record.startMs),
    end: toInstant(record.endMs),
    zoneOffsetMinutes: offset.offsetMinutes,
    sourceId: record.sourceId,
    recordingMethod: record.recordingMethod,
    flags: flagUnion(record.flags, offset.flags),
    version: recording.revision,
    raw: { type: record.rawType, id: record.rawId, value: record.content.rawValue },
  };
}
