import {
  partId,
  sleepStageFor,
  toInstant,
  type PlacedRules,
  type RecordingMethod,
  type SleepView,
} from '@tributary/contracts';
import {
  flagAmongOthers,
  NIGHT_REACH_HOURS,
  sleepEpisodes,
  type SleepEpisode,
  type SleepInput,
} from '@tributary/resolution';
import {
  entitiesBetween,
  flagUnion,
  HOUR_MS,
  recordingsBetween,
  resolveOffset,
  type MetricWindow,
  type UserData,
} from '@tributary/store';
import { dayStartMinutes } from '../person/day-start.js';
import type { EntityChange } from '../person/entity-change.js';
import type { PersonWork } from '../person/person-work.js';
import { createRanking } from '../person/ranking.js';
import { overlaps, type Span } from '../person/spans.js';
import type { PersonZones } from '../person/zones.js';
import { settleAround, type DateScope } from './settle-around.js';

const LONGEST_SESSION_MS = 48 * HOUR_MS;
const NIGHTS_AROUND_MS = NIGHT_REACH_HOURS * HOUR_MS;
const STAGES = 'sleep_stage';

/** Derives the nights and naps around what changed, and settles those that are other than before. */
export async function resolveSleep(
  work: PersonWork,
  zones: PersonZones,
  rules: PlacedRules,
  { data }: { data: UserData },
  scope: DateScope,
): Promise<EntityChange[]> {
  return settleAround(work, work.touchedSleep, {
    kind: 'sleep',
    scope,
    dateOf: ({ view }) => view.date,
    drafts: work.sleepEpisodes,
    stored: data.sleepEpisodes,
    settleMarginMs: NIGHTS_AROUND_MS + LONGEST_SESSION_MS,
    readMarginMs: NIGHTS_AROUND_MS + 72 * HOUR_MS,
    read: async ({ fromMs, toMs }) => {
      const window: MetricWindow = { user: work.user, metric: STAGES, fromMs, toMs };
      work.recordings.take(await recordingsBetween(data, work.user, 'sleep', fromMs, toMs, LONGEST_SESSION_MS));
      work.takeChunks(await data.chunks.inWindows([window]));
      work.sleepEpisodes.take(await entitiesBetween(data.sleepEpisodes, work.user, fromMs, toMs));
    },
    derive: (span) =>
      episodesIn(work, zones, rules, span).map((episode) => ({
        id: episode.id,
        startMs: episode.startMs,
        endMs: episode.endMs,
        view: toSleepView(episode),
      })),
  });
}

/** Rank of a source by the rule of the local date on which a recording ends; null: it never counts. */
type RankAtEnd = (sourceId: string, method: RecordingMethod, endMs: number) => number | null;

function episodesIn(work: PersonWork, zones: PersonZones, rules: PlacedRules, span: Span): SleepEpisode[] {
  const ranking = createRanking(work, 'sleep', rules);
  const dayStartsAtMinutes = dayStartMinutes(work.profile?.dayStartsAt);
  const rankAtEnd: RankAtEnd = (sourceId, method, endMs) =>
    ranking(sourceId, method, zones.now.localDate(endMs, dayStartsAtMinutes));
  const episodes = sleepEpisodes({
    sessions: sessionsIn(work, zones, rankAtEnd, span),
    samples: samplesIn(work, zones, rankAtEnd, span),
    localOffsetAt: (ms) => zones.now.zoneAt(ms).offsetMinutes,
    dayStartsAtMinutes,
  });
  return flagAmongOthers(episodes);
}

function sessionsIn(work: PersonWork, zones: PersonZones, rankAtEnd: RankAtEnd, span: Span): SleepInput['sessions'] {
  return Array.from(work.recordings.entries(), ([, recording]) => recording).flatMap((recording) => {
    const { record, startMs, endMs, deviceTimeZone } = recording;
    if (record.content.kind !== 'sleep' || !overlaps(span, startMs, endMs)) return [];
    const rank = rankAtEnd(record.sourceId, record.recordingMethod, endMs);
    if (rank === null) return [];
    const { id, sourceId, version, startOffsetMinutes, endOffsetMinutes, content } = record;
    const offset = resolveOffset({ startOffsetMinutes, deviceTimeZone }, startMs, zones.now);
    return [
      {
        id,
        sourceId,
        rank,
        modifiedMs: version.modifiedMs,
        startMs,
        endMs,
        offsetMinutes: endOffsetMinutes,
        flags: flagUnion(record.flags, offset.flags),
        stages: content.stages,
      },
    ];
  });
}

function samplesIn(work: PersonWork, zones: PersonZones, rankAtEnd: RankAtEnd, span: Span): SleepInput['samples'] {
  return [...work.chunks.values()].flatMap((chunk) => {
    if (chunk.key.metric !== STAGES) return [];
    return [...chunk.records.values()].flatMap(({ id, version, profile, samples }) =>
      samples.flatMap(({ part, startMs, endMs, value }) => {
        if (!overlaps(span, startMs, endMs)) return [];
        const { sourceId } = chunk.key;
        const rank = rankAtEnd(sourceId, profile.recordingMethod, endMs);
        const { stage } = sleepStageFor('healthkit', value);
        return [
          {
            id: partId(id, part),
            sourceId,
            rank,
            modifiedMs: version.modifiedMs,
            startMs,
            endMs,
            offsetMinutes: profile.endOffsetMinutes,
            flags: flagUnion(profile.flags, resolveOffset(profile, startMs, zones.now).flags),
            stage,
          },
        ];
      }),
    );
  });
}

/** An episode as it is served. */
export function toSleepView(episode: SleepEpisode): SleepView {
  const { startMs, endMs, offsetMinutes, stages, ...rest } = episode;
  return {
    ...rest,
    start: toInstant(startMs),
    end: toInstant(endMs),
    zoneOffsetMinutes: offsetMinutes,
    stages: stages.map((stage) => ({
      stage: stage.stage,
      start: toInstant(stage.startMs),
      end: toInstant(stage.endMs),
    })),
    stageSeconds: { ...episode.stageSeconds },
    recordings: episode.recordings.map((recording) => ({ ...recording })),
    flags: [...episode.flags],
    version: 1,
  };
}
