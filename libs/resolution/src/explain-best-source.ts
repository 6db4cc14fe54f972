import type { Aggregation, Interval } from '@tributary/contracts';
import { groupsOf, partsOfSamples, shareOfSamples, type Group } from './best-source.js';
import { NEVER_RANK } from './ranked-records.js';
import type { SourceShare } from './source-shares.js';
import type { ValueRecord } from './sweep-field.js';

/** Where a source stands in a bucket. */
interface Standing {
  readonly rank: number;
  readonly count: number;
}

/** The field in which a source was behind the best one. */
export function whyBehind(best: Standing, own: Standing): UnspokenSample['reason'] {
  if (own.rank === NEVER_RANK) return 'never';
  if (best.rank > own.rank) return 'rank';
  return best.count > own.count ? 'smaller' : 'same';
}

const standingOf = ({ rank, samples }: Group): Standing => ({ rank, count: samples.length });

/** A sample of the source that speaks for a bucket, and what it gives to the value. */
export interface SpokenSample {
  readonly sample: ValueRecord;
  readonly value: number;
}

/** A sample that does not count, and the field in which its source was behind. */
export interface UnspokenSample {
  readonly sample: ValueRecord;
  readonly reason: 'rank' | 'smaller' | 'same' | 'never';
}

/** Who spoke for a window. */
export interface ExplainedWindow {
  /** What `bestSource` gives for the window; null: it has no sample. */
  readonly share: SourceShare | null;
  /** In the order of time; their values add up to that of the share. */
  readonly spoken: readonly SpokenSample[];
  readonly unspoken: readonly UnspokenSample[];
}

/** The value of one window by its best source, with who spoke for it and who did not; `NEVER_RANK` never speaks. */
export function explainBestSource(
  samples: readonly ValueRecord[],
  window: Interval,
  aggregation: Exclude<Aggregation, 'none'>,
): ExplainedWindow {
  const groups = groupsOf(samples, [window])[0] ?? [];
  const [best] = groups;
  const speaker = best === undefined || best.rank === NEVER_RANK ? null : best;
  const unspoken = groups.flatMap((group) => {
    if (best === undefined || group === speaker) return [];
    const reason = whyBehind(standingOf(best), standingOf(group));
    return group.samples.map((sample) => ({ sample, reason }));
  });
  if (speaker === null) return { share: null, spoken: [], unspoken };
  const parts = partsOfSamples(speaker.samples, aggregation);
  return {
    share: shareOfSamples(speaker.sourceId, speaker.samples, aggregation),
    spoken: speaker.samples.map((sample, index) => ({ sample, value: parts[index] ?? 0 })),
    unspoken,
  };
}
