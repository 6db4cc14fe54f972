import { toInstant, type RecordVersion, type RecordView, type SampleView } from '@tributary/contracts';
import type { ZoneTimeline } from '@tributary/resolution';
import {
  resolveOffset,
  toEventView,
  toSampleView,
  type Recording,
  type RegistryEntry,
  type VersionEntry,
} from '@tributary/store';
import type { Person } from '../person/person.js';
import { recordedSession } from '../sleep/recorded-sleep.query.js';
import { toRecordedWorkoutView } from '../workouts/recorded-workout.response.js';
import type { FoundRecord, StoredPart } from './record.query.js';

/** What a record was sent as. */
export type RawPayload = Pick<RecordView['raw'], 'payload' | 'payloadMissing'>;

type VersionView = RecordView['versions'][number];

interface Stored {
  readonly version: RecordVersion;
  readonly revision: number;
  readonly batchId: string;
  readonly index: number;
}

const versionView = (entry: VersionEntry, position: number): VersionView => ({
  version: position + 1,
  op: entry.op,
  clientVersion: entry.client,
  modifiedAt: entry.modifiedMs === null ? null : toInstant(entry.modifiedMs),
  hash: entry.hash,
  batchId: entry.batchId,
  index: entry.index,
});

/** A record that was seen in one version only has no history of its own. */
function versionsOf(entry: RegistryEntry | null, { version, batchId, index }: Stored): VersionView[] {
  const history = entry?.history ?? [];
  return history.length > 0 ? history.map(versionView) : [versionView({ ...version, op: 'upsert', batchId, index }, 0)];
}

/** What a recording is in the list of its kind. */
function dataOf(recording: Recording, zones: ZoneTimeline, person: Person): unknown {
  const { content } = recording.record;
  if (content.kind === 'workout') return toRecordedWorkoutView(recording, content, zones);
  return content.kind === 'sleep' ? recordedSession(recording, zones, person) : toEventView(recording, zones);
}

export function toRecordingView(
  found: FoundRecord,
  recording: Recording,
  samples: SampleView[],
  zones: ZoneTimeline,
  person: Person,
): RecordView {
  const { record, kind, revision, batchId, deviceTimeZone } = recording;
  const { startOffsetMinutes, startMs } = record;
  const offset = resolveOffset({ startOffsetMinutes, deviceTimeZone }, startMs, zones);
  return {
    id: record.id,
    kind,
    start: toInstant(startMs),
    end: toInstant(record.endMs),
    sourceId: record.sourceId,
    recordingMethod: record.recordingMethod,
    flags: [...new Set([...record.flags, ...offset.flags])],
    version: revision,
    batchId,
    index: record.index,
    raw: { type: record.rawType, id: record.rawId, payload: record.raw ?? null },
    data: dataOf(recording, zones, person),
    ...(samples.length > 0 && { samples }),
    versions: versionsOf(found.entry, { version: record.version, revision, batchId, index: record.index }),
  };
}

/** All samples of a record, by time. */
export const samplesOf = ({ parts }: FoundRecord, zones: ZoneTimeline): SampleView[] =>
  parts
    .flatMap(({ metric, sourceId, record }) =>
      record.samples.map((sample) => toSampleView(metric, sourceId, record, sample, zones)),
    )
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.id < b.id ? -1 : 1));

/** A record of samples; `asked` is the one of them that it is shown for. */
export function toSampleRecordView(
  found: FoundRecord,
  { record, sourceId }: StoredPart,
  asked: SampleView,
  askedId: string,
  samples: SampleView[],
  payload: RawPayload,
): RecordView {
  const { version, revision, batchId, index, profile } = record;
  return {
    id: askedId,
    kind: 'sample',
    start: toInstant(record.startMs),
    end: toInstant(record.endMs),
    sourceId,
    recordingMethod: profile.recordingMethod,
    flags: [...asked.flags],
    version: revision,
    batchId,
    index,
    raw: { type: profile.rawType, id: record.rawId, ...payload },
    data: asked,
    samples,
    versions: versionsOf(found.entry, { version, revision, batchId, index }),
  };
}
