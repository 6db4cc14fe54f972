import { partId, sleepStageFor, toInstant, type PlacedRules, type SleepView } from '@tributary/contracts';
import { sleepEpisodes, type SleepEpisode, type SleepInput } from '@tributary/resolution';
import { entitiesBetween, HOUR_MS, recordingsBetween, type MetricWindow, type UserData } from '@tributary/store';
import { settleEntity, type EntityChange } from '../person/entity-change.js';
import type { PersonWork } from '../person/person-work.js';
import { createRanking, type Ranking } from '../person/ranking.js';
import { overlaps, spansOfHours, type Span } from '../person/spans.js';
import type { PersonZones } from '../person/zones.js';
import { dayStartMinutes } from './resolve-days.step.js';

/** Episodes this near to a change are settled again; recordings are read this much farther, so that each is seen whole. */
const SETTLE_MARGIN_MS = 24 * HOUR_MS;
const READ_MARGIN_MS = 72 * HOUR_MS;
const LONGEST_SESSION_MS = 48 * HOUR_MS;
const STAGES = 'sleep_stage';

/** Derives the nights and naps around what changed, and settles those that are other than before. */
export async function resolveSleep(work: PersonWork, zones: PersonZones, rules: PlacedRules, { data }: { data: UserData }): Promise<EntityChange[]> {
  const changes: EntityChange[] = [];
  for (const span of spansOfHours(work.touchedSleep.ascending, SETTLE_MARGIN_MS)) {
    const read = { fromMs: span.fromMs - READ_MARGIN_MS, toMs: span.toMs + READ_MARGIN_MS };
    const window: MetricWindow = { user: work.user, metric: STAGES, ...read };
    work.recordings.take(await recordingsBetween(data, work.user, 'sleep', read.fromMs, read.toMs, LONGEST_SESSION_MS));
    work.takeChunks(await data.chunks.inWindows([window]));
    work.sleepEpisodes.take(await entitiesBetween(data.sleepEpisodes, work.user, read.fromMs, read.toMs));
    const now = new Map(episodesIn(work, zones, rules, read).map((episode) => [episode.id, episode]));
    const before = new Map([...work.sleepEpisodes.entries()].filter(([, episode]) => overlaps(read, episode.startMs, episode.endMs)));
    for (const id of [...new Set([...now.keys(), ...before.keys()])].sort()) {
      const isNear = [now.get(id), before.get(id)].some((episode) => episode && overlaps(span, episode.startMs, episode.endMs));
      const change = isNear ? settleEntity(work.sleepEpisodes, 'sleep', work.user, id, toEntity(now.get(id))) : null;
      if (change) changes.push(change);
    }
  }
  return changes;
}

function episodesIn(work: PersonWork, zones: PersonZones, rules: PlacedRules, span: Span): SleepEpisode[] {
  const ranking = createRanking(work, 'sleep', rules);
  return sleepEpisodes({
    sessions: sessionsIn(work, zones, ranking, span),
    samples: samplesIn(work, zones, ranking, span),
    localOffsetAt: (ms) => zones.now.zoneAt(ms).offsetMinutes,
    dayStartsAtMinutes: dayStartMinutes(work.profile?.dayStartsAt),
  });
}

function sessionsIn(work: PersonWork, zones: PersonZones, ranking: Ranking, span: Span): SleepInput['sessions'] {
  return Array.from(work.recordings.entries(), ([, recording]) => recording).flatMap(({ record, startMs, endMs }) => {
    if (record.content.kind !== 'sleep' || !overlaps(span, startMs, endMs)) return [];
    const rank = ranking(record.sourceId, record.recordingMethod, zones.now.localDate(endMs));
    if (rank === null) return [];
    const { id, sourceId, version, endOffsetMinutes, content } = record;
    return [{ id, sourceId, rank, modifiedMs: version.modifiedMs, startMs, endMs, offsetMinutes: endOffsetMinutes, flags: record.flags, stages: content.stages }];
  });
}

function samplesIn(work: PersonWork, zones: PersonZones, ranking: Ranking, span: Span): SleepInput['samples'] {
  return [...work.chunks.values()].flatMap((chunk) => {
    if (chunk.key.metric !== STAGES) return [];
    return [...chunk.records.values()].flatMap(({ id, version, profile, samples }) =>
      samples.flatMap(({ part, startMs, endMs, value }) => {
        if (!overlaps(span, startMs, endMs)) return [];
        const { sourceId } = chunk.key;
        const rank = ranking(sourceId, profile.recordingMethod, zones.now.localDate(endMs));
        if (rank === null) return [];
        const { stage } = sleepStageFor('healthkit', value);
        return [{ id: partId(id, part), sourceId, rank, modifiedMs: version.modifiedMs, startMs, endMs, offsetMinutes: profile.endOffsetMinutes, flags: profile.flags, stage }];
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
    stages: stages.map((stage) => ({ stage: stage.stage, start: toInstant(stage.startMs), end: toInstant(stage.endMs) })),
    stageSeconds: { ...episode.stageSeconds },
    recordings: episode.recordings.map((recording) => ({ ...recording })),
    flags: [...episode.flags],
    version: 1,
  };
}

const toEntity = (episode: SleepEpisode | undefined) =>
  episode ? { startMs: episode.startMs, endMs: episode.endMs, view: toSleepView(episode) } : null;
