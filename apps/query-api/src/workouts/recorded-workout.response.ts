import { SPORT_BY_ID, toInstant, type CanonicalContent, type Interval, type WorkoutView } from '@tributary/contracts';
import { activeSecondsOf } from '@tributary/resolution';
import { lineOf, resolveOffset, type Recording, type ZoneLookup } from '@tributary/store';

type WorkoutContent = Extract<CanonicalContent, { kind: 'workout' }>;

const spanOf = ({ startMs, endMs }: Interval) => ({ start: toInstant(startMs), end: toInstant(endMs) });

const segmentsOf = ({ segments }: WorkoutContent): WorkoutView['segments'] =>
  segments.map(({ type, repetitions, ...window }) => ({
    type,
    ...spanOf(window),
    ...(repetitions !== undefined && { repetitions }),
  }));

const lapsOf = ({ laps }: WorkoutContent): WorkoutView['laps'] =>
  laps.map(({ lengthMeters, ...window }) => ({
    ...spanOf(window),
    ...(lengthMeters !== undefined && { lengthMeters }),
  }));

/** A workout as one source recorded it. */
export function toRecordedWorkoutView(recording: Recording, content: WorkoutContent, zones: ZoneLookup): WorkoutView {
  const { record, deviceTimeZone, revision } = recording;
  const { startOffsetMinutes, startMs, endMs } = record;
  const offset = resolveOffset({ startOffsetMinutes, deviceTimeZone }, startMs, zones);
  return {
    id: record.id,
    sport: content.sport,
    sportGroup: SPORT_BY_ID.get(content.sport)?.group ?? 'other',
    rawSport: content.rawSport,
    ...spanOf(record),
    zoneOffsetMinutes: offset.offsetMinutes,
    durationSeconds: (endMs - startMs) / 1000,
    activeSeconds: content.activeSeconds ?? activeSecondsOf(record, content.segments, content.events),
    title: content.title,
    statistics: { ...content.statistics },
    segments: segmentsOf(content),
    laps: lapsOf(content),
    events: content.events.map(({ type, ...window }) => ({ type, ...spanOf(window) })),
    sourceId: record.sourceId,
    recordingMethod: record.recordingMethod,
    flags: [...new Set([...record.flags, ...offset.flags])],
    hasRoute: lineOf(recording).length > 0,
    recordings: [{ id: record.id, sourceId: record.sourceId }],
    fieldSources: {},
    version: revision,
  };
}
