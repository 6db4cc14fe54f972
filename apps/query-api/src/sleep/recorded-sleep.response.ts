import { toInstant, type SleepView } from '@tributary/contracts';
import type { SleepEpisode } from '@tributary/resolution';

/** Sleep as one source recorded it, under the id of its (first) recording. */
export const toRecordedSleepView = (episode: SleepEpisode, id: string, version: number): SleepView => ({
  id,
  kind: episode.kind,
  date: episode.date,
  start: toInstant(episode.startMs),
  end: toInstant(episode.endMs),
  zoneOffsetMinutes: episode.offsetMinutes,
  inBedSeconds: episode.inBedSeconds,
  asleepSeconds: episode.asleepSeconds,
  awakeSeconds: episode.awakeSeconds,
  stages: episode.stages.map(({ stage, startMs, endMs }) => ({
    stage,
    start: toInstant(startMs),
    end: toInstant(endMs),
  })),
  stageSeconds: { ...episode.stageSeconds },
  efficiency: episode.efficiency,
  sourceId: episode.sourceId,
  recordings: episode.recordings.map((recording) => ({ ...recording })),
  flags: [...episode.flags],
  version,
});
