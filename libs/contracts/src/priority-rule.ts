/** One entry of an order: matches a source on every field it names. */
export interface PriorityEntry {
  /** Exact app id, or a prefix ending in `*`. */
  readonly app?: string;
  readonly deviceType?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly recordingMethod?: string;
}

export interface PriorityRule {
  /** Metric id, `sleep`, `workouts`, or `*`. */
  readonly metric: string;
  /** Local date from which it holds; null: always. */
  readonly effectiveFrom: string | null;
  readonly order: readonly PriorityEntry[];
  /** Sources no entry names: share one lowest rank, or never count. */
  readonly unlisted: 'last' | 'never';
}

/** Where a rule stands; the first place that has one for the metric and date decides. */
export type RulePlace = 'user' | 'tenant' | 'builtin';

export interface PlacedRules {
  readonly user: readonly PriorityRule[];
  readonly tenant: readonly PriorityRule[];
}

/** Worn devices in the order watch, band, ring, chest strap, hearable, other worn; then phone; then the rest. */
export const BUILTIN_RULE: PriorityRule = {
  metric: '*',
  effectiveFrom: null,
  order: ['watch', 'band', 'ring', 'chest_strap', 'hearable', 'glasses', 'head_mounted', 'phone'].map((deviceType) => ({
    deviceType,
  })),
  unlisted: 'last',
};

/** The value of a `source-priorities.v1` message: the rules of a place, all of them. */
export interface PriorityChange {
  readonly schemaVersion: 1;
  readonly tenant: string;
  /** null: the rules of the whole tenant. */
  readonly userId: string | null;
  /** Rises with every change of the place: epoch milliseconds of the request. */
  readonly version: number;
  readonly rules: readonly PriorityRule[];
  /** Not the rules but the person's zone or day start changed: all days of the person are resolved again. */
  readonly profileChanged?: true;
}
