export { type BucketStatistics } from './best-source.js';
export { bucketLimit, bucketsOf, parseBucket, type BucketSpec } from './buckets.js';
export { dayCell, dayCellOfColumns, hull, type DayCell, type DayCellInput } from './daily-cell.js';
export { explainDayCell, explainDayCellOfColumns, explainSpans, type ExplainedDayCell } from './explained-day.js';
export { type ExplainedSegment, type Loser, type NamedRecord, type UncountedRecord } from './explain-sweep.js';
export { toLocalClock } from './local-clock.js';
export { nearDuplicates, type CopyCandidate } from './near-duplicates.js';
export { type MetricRecord, type SourcesById } from './ranked-records.js';
export { resolveBuckets, type AggregateBucket, type AggregateInput, type SourceView } from './resolve-buckets.js';
export { type RuleSpan } from './rule-spans.js';
export { totalOf } from './running-total.js';
export { type SampleColumns } from './sample-columns.js';
export { flagAmongOthers } from './nights-among-others.js';
export {
  sleepEpisodes,
  type SleepEpisode,
  type SleepInput,
  type SleepSampleInput,
  type SleepSessionInput,
} from './sleep-episodes.js';
export { NIGHT_REACH_HOURS } from './sleep-rules.js';
export { chooseRule, rankOf, type ChosenRule } from './source-rank.js';
export { type SourceShare } from './source-shares.js';
export { type LossReason, type SessionRecord, type SweepRecord, type ValueRecord } from './sweep-field.js';
export { sweep, type BucketResult } from './sweep.js';
export { compareVersions, isBuried, type Tombstone } from './version-order.js';
export { clusterWorkouts } from './workout-clusters.js';
export { type ResolvedWorkout } from './workout-fusion.js';
export { type WorkoutInput } from './workout-input.js';
export { WORKOUT_COPY_REACH_HOURS } from './workout-match.js';
export { WORKOUT_NAME_REACH_MS } from './workout-names.js';
export { activeSecondsOf } from './workout-pauses.js';
export {
  createZoneTimeline,
  EVIDENCE_REACH_HOURS,
  timelineOf,
  type DayWindow,
  type ZoneAt,
  type ZoneFacts,
  type ZoneTimeline,
} from './zone-timeline.js';
export { isZone, offsetMinutesAt } from './zones.js';
