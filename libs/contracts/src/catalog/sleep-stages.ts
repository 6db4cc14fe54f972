import type { Platform } from '../platforms.js';
import { SLEEP_RULE_ROWS, SLEEP_STAGE_IDS, SLEEP_STAGE_MAPPING_ROWS, SLEEP_STAGE_ROWS } from './data/sleep-stages.js';

export { SLEEP_STAGE_IDS };

export type SleepStageId = (typeof SLEEP_STAGE_IDS)[number];

export interface SleepStage {
  readonly id: SleepStageId;
  /** null: neither asleep nor awake (a container, or unknown). */
  readonly countsAsAsleep: boolean | null;
  /** null: not known. */
  readonly countsAsInBed: boolean | null;
  /** Overlaps the other samples of the night; never part of stage totals. */
  readonly isContainer: boolean;
  readonly parent: SleepStageId | null;
  /** LOINC code of the time spent in the stage. */
  readonly durationLoinc: string | null;
  readonly note?: string;
  readonly source: string;
}

export interface SleepStageMapping {
  readonly platform: Platform;
  readonly sourceType: string;
  readonly sourceValue: number;
  readonly sourceName: string;
  readonly stage: SleepStageId;
  /** `interpreted`: the platform's word is not the same idea. */
  readonly confidence: 'exact' | 'interpreted';
  readonly flutterType: string;
  /** Older or platform-side names of the same value. */
  readonly otherNames: readonly string[];
  readonly note?: string;
  readonly source: string;
}

/** How nights are built from what the platforms give, in words. */
export interface SleepRule {
  readonly id: string;
  readonly platform: Platform | 'flutter' | 'any';
  readonly rule: string;
  readonly source: string;
}

/** Every stage: 9. */
export const SLEEP_STAGES: readonly SleepStage[] = SLEEP_STAGE_ROWS;
/** Health Connect 8, HealthKit 6. */
export const SLEEP_STAGE_MAPPINGS: readonly SleepStageMapping[] = SLEEP_STAGE_MAPPING_ROWS;
export const SLEEP_RULES: readonly SleepRule[] = SLEEP_RULE_ROWS;

export const SLEEP_STAGE_BY_ID: ReadonlyMap<string, SleepStage> = new Map(
  SLEEP_STAGES.map((stage) => [stage.id, stage]),
);

const PREFIX = /^STAGE_TYPE_/;
const codes: Readonly<Record<Platform, Map<number | string, SleepStageId>>> = {
  healthkit: new Map(),
  health_connect: new Map(),
};
for (const row of SLEEP_STAGE_MAPPINGS) {
  codes[row.platform].set(row.sourceValue, row.stage);
  for (const name of [row.sourceName, ...row.otherNames]) codes[row.platform].set(name.replace(PREFIX, ''), row.stage);
}

export interface KnownSleepStage {
  readonly stage: SleepStageId;
  readonly known: boolean;
}

/** The stage of a platform value: an int, an int as text, or a name with or without `STAGE_TYPE_`; otherwise `unknown`. */
export function sleepStageFor(platform: Platform, sourceValue: number | string): KnownSleepStage {
  const code = typeof sourceValue === 'string' && /^\d{1,9}$/.test(sourceValue) ? Number(sourceValue) : sourceValue;
  const stage = codes[platform].get(typeof code === 'string' ? code.replace(PREFIX, '') : code);
  return stage === undefined ? { stage: 'unknown', known: false } : { stage, known: true };
}
