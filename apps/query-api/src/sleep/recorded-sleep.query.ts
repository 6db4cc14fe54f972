import { sleepStageFor, type SleepView, type SourceId } from '@tributary/contracts';
import {
  sleepEpisodes,
  type SleepEpisode,
  type SleepInput,
  type SleepSampleInput,
  type SleepSessionInput,
  type ZoneTimeline,
} from '@tributary/resolution';
import {
  compareStarts,
  flagUnion,
  HOUR_MS,
  isAfter,
  isInWindow,
  LONGEST_SAMPLE_MS,
  recordingPage,
  resolveOffset,
  type PlacedSample,
  type Recording,
  type ListRow,
  type StartPage,
} from '@tributary/store';
import type { Person } from '../person/person.js';
import { toRecordedSleepView } from './recorded-sleep.response.js';

const STAGE_METRIC = 'sleep_stage';
/** Only one source is looked at, so its rank decides nothing. */
const ANY_RANK = 0;
/** Loose samples reach over the borders of a window by a night at most. */
const NIGHT_MS = 24 * HOUR_MS;

type Context = Pick<SleepInput, 'localOffsetAt'> & { readonly dayStartsAtMinutes: number };

const contextOf = (zones: ZoneTimeline, { dayStartsAtMinutes }: Person): Context => ({
  localOffsetAt: (epochMs) => zones.zoneAt(epochMs).offsetMinutes,
  dayStartsAtMinutes,
});

function sessionInput({ record, deviceTimeZone }: Recording, zones: ZoneTimeline): SleepSessionInput {
  const { id, sourceId, version, startMs, endMs, startOffsetMinutes, endOffsetMinutes, content } = record;
  const { flags } = resolveOffset({ startOffsetMinutes, deviceTimeZone }, startMs, zones);
  return {
    id,
    sourceId,
    rank: ANY_RANK,
    modifiedMs: version.modifiedMs,
    startMs,
    endMs,
    offsetMinutes: endOffsetMinutes,
    flags: flagUnion(record.flags, flags),
    stages: content.kind === 'sleep' ? content.stages : [],
  };
}

/** A session as sent: one recording, one row. A session without length has nothing to show. */
export function recordedSession(recording: Recording, zones: ZoneTimeline, person: Person): SleepView | null {
  const [episode] = sleepEpisodes({
    ...contextOf(zones, person),
    sessions: [sessionInput(recording, zones)],
    samples: [],
  });
  return episode ? toRecordedSleepView(episode, recording.record.id, recording.revision) : null;
}

function sampleInput({ id, sourceId, record, sample }: PlacedSample, zones: ZoneTimeline): SleepSampleInput {
  const { version, profile } = record;
  return {
    id,
    sourceId,
    rank: ANY_RANK,
    modifiedMs: version.modifiedMs,
    startMs: sample.startMs,
    endMs: sample.endMs,
    offsetMinutes: profile.endOffsetMinutes,
    flags: flagUnion(profile.flags, resolveOffset(profile, sample.startMs, zones).flags),
    stage: sleepStageFor('healthkit', sample.value).stage,
  };
}

/** HealthKit has no sessions: the loose samples of each source, stitched. */
async function stitchedEpisodes(person: Person, page: StartPage, zones: ZoneTimeline): Promise<SleepEpisode[]> {
  const lowest = Math.max(page.fromMs ?? -Infinity, page.after?.startMs ?? -Infinity);
  const window = {
    ...(Number.isFinite(lowest) && { fromMs: lowest - NIGHT_MS }),
    ...(page.toMs !== undefined && { toMs: page.toMs + LONGEST_SAMPLE_MS }),
  };
  const bySource = new Map<SourceId, SleepSampleInput[]>();
  for await (const samples of person.readers.samples.all({ user: person.user, metric: STAGE_METRIC }, window)) {
    for (const sample of samples) {
      const own = bySource.get(sample.sourceId);
      if (own) own.push(sampleInput(sample, zones));
      else bySource.set(sample.sourceId, [sampleInput(sample, zones)]);
    }
  }
  const context = contextOf(zones, person);
  return [...bySource.values()].flatMap((samples) => sleepEpisodes({ ...context, sessions: [], samples }));
}

function stitchedRows(episodes: readonly SleepEpisode[], page: StartPage): ListRow<SleepView>[] {
  return episodes
    .map((episode) => ({ episode, id: episode.recordings[0]?.id ?? episode.id }))
    .filter(({ episode, id }) => isInWindow(episode, page) && isAfter(episode.startMs, id, page.after))
    .map(({ episode, id }) => ({ id, document: toRecordedSleepView(episode, id, 1) }));
}

const byStart = (a: ListRow<SleepView>, b: ListRow<SleepView>): number =>
  compareStarts(
    { startMs: Date.parse(a.document.start), id: a.id },
    { startMs: Date.parse(b.document.start), id: b.id },
  );

/** Sleep as sent, `limit + 1` rows at most: sessions, and what was sent as loose samples. */
export async function recordedSleepPage(
  person: Person,
  page: StartPage,
  zones: ZoneTimeline,
): Promise<ListRow<SleepView>[]> {
  // What has nothing to show must not take a place of the page.
  const isSomething = (recording: Recording): boolean => recordedSession(recording, zones, person) !== null;
  const [sessions, episodes] = await Promise.all([
    recordingPage(person.readers.data.recordings, person.user, 'sleep', page, isSomething),
    stitchedEpisodes(person, page, zones),
  ]);
  const rows = sessions.flatMap(({ id, document }) => {
    const view = recordedSession(document, zones, person);
    return view ? [{ id, document: view }] : [];
  });
  return [...rows, ...stitchedRows(episodes, page)].sort(byStart).slice(0, page.limit + 1);
}
