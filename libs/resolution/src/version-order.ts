import type { RecordVersion } from '@tributary/contracts';

/** A delete is a version too: it stays, so that one that arrives before its record still wins. */
export interface Tombstone {
  /** Epoch milliseconds of the deletion. */
  readonly deletedMs: number;
  /** The platform never reuses a deleted id (HealthKit). */
  readonly final: boolean;
}

const absentLowest = (value: number | null): number => value ?? -Infinity;

/** Field by field; `Infinity - Infinity` is NaN, so numbers are compared, not subtracted. */
const order = (a: number | string, b: number | string): number => (a === b ? 0 : a < b ? -1 : 1);

/** Negative: `a` is older. Positive: `a` is newer, whatever arrived last. 0: the same version. */
export function compareVersions(a: RecordVersion, b: RecordVersion): number {
  return (
    order(absentLowest(a.client), absentLowest(b.client)) ||
    order(absentLowest(a.modifiedMs), absentLowest(b.modifiedMs)) ||
    order(a.hash, b.hash)
  );
}

/**
 * Whether a delete hides a version. A final delete hides every version; otherwise one that was modified after the
 * deletion lives again, and one that does not say when it was modified stays hidden.
 */
export const isBuried = (version: RecordVersion, tombstone: Tombstone): boolean =>
  tombstone.final || absentLowest(version.modifiedMs) <= tombstone.deletedMs;
