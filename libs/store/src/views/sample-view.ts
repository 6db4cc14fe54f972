import { METRIC_BY_ID, partId, toInstant, type EventView, type FlagId, type SampleView, type SourceId } from '@tributary/contracts';
import type { Recording } from '../records/recording.js';
import type { StoredRecord, StoredSample } from '../series/stored-record.js';

/** The zone of a person at an instant, from everything but the record itself. */
export interface ZoneLookup {
  zoneAt(epochMs: number): { readonly offsetMinutes: number; readonly assumed: boolean };
}

interface Zoned {
  readonly startOffsetMinutes: number | null;
  readonly deviceTimeZone: string | null;
}

/** Offset of a record: its own, else the person's at that time; `zone_assumed` where nothing but a guess is left. */
export function resolveOffset(record: Zoned, startMs: number, zones: ZoneLookup): { offsetMinutes: number; flags: readonly FlagId[] } {
  if (record.startOffsetMinutes !== null) return { offsetMinutes: record.startOffsetMinutes, flags: [] };
  const { offsetMinutes, assumed } = zones.zoneAt(startMs);
  return { offsetMinutes, flags: assumed ? ['zone_assumed'] : [] };
}

const union = (...lists: readonly (readonly FlagId[])[]): FlagId[] => [...new Set(lists.flat())];

/** The unit a metric is served in. */
export const unitOf = (metric: string): string => METRIC_BY_ID.get(metric)?.unit ?? '1';

/** A stored sample as the API and the topics give it. */
export function toSampleView(metric: string, sourceId: SourceId, record: StoredRecord, sample: StoredSample, zones: ZoneLookup): SampleView {
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
    flags: union(record.profile.flags, sample.flags, offset.flags),
    version: record.revision,
    raw: { type: record.profile.rawType, id: record.rawId, value: sample.rawValue ?? sample.value, unit: sample.rawUnit ?? unit },
  };
}

/** A stored categorical record as the API and the topics give it. */
export function toEventView(recording: Recording, zones: ZoneLookup): EventView {
  const { record } = recording;
  if (record.content.kind !== 'event') throw new TypeError(`Recording ${record.id} is not an event`);
  const offset = resolveOffset({ startOffsetMinutes: record.startOffsetMinutes, deviceTimeZone: recording.deviceTimeZone }, record.startMs, zones);
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
    flags: union(record.flags, offset.flags),
    version: recording.revision,
    raw: { type: record.rawType, id: record.rawId, value: record.content.rawValue },
  };
}
