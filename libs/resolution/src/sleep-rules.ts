/** Every number that decides what a night is. */
export const SLEEP_RULES_IN_FORCE = {
  /** Pieces of one source with shorter gaps are one night: loose samples (HealthKit) and whole sessions (Health Connect). */
  stitchGapMinutes: { samples: 60, sessions: 60 },
  /** A nap is shorter than this (asleep) and has its middle outside the local night. */
  nap: { asleepBelowSeconds: 3 * 3600, nightFromMinutes: 21 * 60, nightToMinutes: 9 * 60 },
  /**
   * The same night written with a wrong offset: another source's start and end, both moved by the same whole hours
   * within the tolerance. Shorter sleep may be alike by chance.
   */
  shiftedCopy: { atLeastMinutes: 180, toleranceSeconds: 120, upToHours: 14 },
  /**
   * A night by the clock of the nights around it: at least three of them, and two thirds of all, start and end within
   * twenty minutes of the middle ones. One whose start and end are both off by the same whole hours (two or more) within
   * the tolerance was likely written with a wrong offset. Shorter sleep tells nothing.
   */
  usualNight: {
    withinHours: 76,
    atLeastNights: 3,
    atLeastMinutes: 180,
    agreeMinutes: 20,
    fromHours: 2,
    toleranceMinutes: 10,
  },
  /**
   * A night is a piece where another source saw it nearly whole inside a sleep at least twice as long, or where its own
   * source has another night nearer than the gap.
   */
  fragment: { covered: 0.8, timesLonger: 2, gapBelowHours: 3 },
} as const;

/**
 * Nights of one evening begin no farther apart: 24 hours, and 26 when the date line was crossed between them. One of
 * them decides which of them bears the evening's name.
 */
const NAME_REACH_HOURS = 50;

/** So far apart nights decide over one another: over names, and over flags (`flagAmongOthers`). */
export const NIGHT_REACH_HOURS = Math.max(NAME_REACH_HOURS, SLEEP_RULES_IN_FORCE.usualNight.withinHours);

/** What a stage says: specific ones beat `asleep` without more, and that beats `unknown`. */
export const STAGE_RANK: Readonly<Record<string, number>> = {
  awake: 2,
  awake_in_bed: 2,
  out_of_bed: 2,
  light: 2,
  deep: 2,
  rem: 2,
  asleep_unspecified: 1,
};

/** Stages that are more than asleep or awake. */
export const DETAILED_STAGES: ReadonlySet<string> = new Set(['light', 'deep', 'rem']);
/** Counted in `asleepSeconds`. */
export const ASLEEP_STAGES: ReadonlySet<string> = new Set(['asleep_unspecified', 'light', 'deep', 'rem']);
/** Counted in `awakeSeconds`. */
export const AWAKE_STAGES: ReadonlySet<string> = new Set(['awake', 'awake_in_bed', 'out_of_bed']);
/** Not in bed, so not in `inBedSeconds`. */
export const OUT_OF_BED = 'out_of_bed';
/** A container around stages, never sleep. */
export const IN_BED = 'in_bed';
/** A session without stages is this from start to end. */
export const ASLEEP = 'asleep_unspecified';
