import { recordIdOf, type CanonicalRecord, type Platform } from '@tributary/contracts';
import { canonicalOf, HC, HK, type RawRecord, type Shape } from './record-shapes.js';

const QUARTER_MS = 15 * 60_000;
/** 22:00 in Berlin, two days and a clock change before the last place. */
const FIRST_MS = Date.parse('2026-10-24T20:00:00Z');

/** What a random upload says of one record; every field is a small number, so that failures shrink. */
export interface Draft {
  /** Which of the person's records: index into `SLOTS`. */
  readonly slot: number;
  readonly edit: number;
  /** Start, in quarters of an hour. */
  readonly place: number;
  readonly length: number;
  readonly amount: number;
  readonly source: number;
  /** Milliseconds late: less than a second, so that near copies come about. */
  readonly jitter: number;
  readonly namesOffset: boolean;
}

interface Slot {
  readonly platform: Platform;
  /** By edit: the last one stays, so a record with several shapes becomes another kind with its next version. */
  readonly shapes: readonly Shape[];
  /** Crossed: an app that was installed again counts its versions anew, so the higher one can be the older. */
  readonly versions: 'none' | 'client' | 'modified' | 'both' | 'crossed';
}

const hk = (versions: Slot['versions'], ...shapes: Shape[]): Slot => ({ platform: 'healthkit', shapes, versions });
const hc = (versions: Slot['versions'], ...shapes: Shape[]): Slot => ({ platform: 'health_connect', shapes, versions });

/**
 * The records of a person. HealthKit never changes a sample in place unless it carries a sync version: those without
 * one say the same whenever they come.
 */
export const SLOTS: readonly Slot[] = [
  hk('none', HK.steps),
  hk('client', HK.steps),
  hk('none', HK.heartRate),
  hk('none', HK.heartRate),
  hk('none', HK.heartRate),
  hk('client', HK.heartRate),
  hk('none', HK.sleep),
  hk('none', HK.sleep),
  hk('none', HK.workout),
  hk('client', HK.mindful, HK.highPulse),
  hc('modified', HC.steps),
  hc('modified', HC.steps),
  hc('both', HC.steps),
  hc('modified', HC.heartRate),
  hc('both', HC.sleep),
  hc('modified', HC.exercise),
  hc('modified', HC.exercise),
  hc('modified', HC.mindful),
  hc('modified', HC.weight),
  hc('modified', HC.meal),
  hc('both', HC.meal, HC.mindful, HC.meal),
  hc('modified', HC.steps, HC.heartRate, HC.exercise, HC.weight),
  hc('modified', HC.meal, HC.steps, HC.sleep),
  hc('crossed', HC.steps),
  hc('crossed', HC.meal, HC.heartRate, HC.meal),
  hc('crossed', HC.exercise),
  hk('client', HK.workout),
];

export const platformOf = (slot: number): Platform => SLOTS[slot]?.platform ?? 'health_connect';

const rawIdOf = (slot: number): string => `7b0c4a52-91de-4f0b-8b1e-${String(slot).padStart(12, '0')}`;

export const idOf = (slot: number) => recordIdOf(platformOf(slot), rawIdOf(slot));
export const rawTypeOf = (slot: number, edit: number): string => shapeOf(slot, edit).rawType;

function shapeOf(slot: number, edit: number): Shape {
  const shapes = SLOTS[slot]?.shapes ?? [];
  return shapes[Math.min(edit, shapes.length - 1)] ?? HC.steps;
}

/** Hour of the edits and deletes: times of change and of deletion lie on the same grid, so that they meet. */
export const hourMs = (hours: number): number => FIRST_MS + hours * 4 * QUARTER_MS;

/** A record that never changes says what its slot says. */
const settled = (draft: Draft, platform: Platform, versions: Slot['versions']): Draft =>
  platform === 'healthkit' && versions === 'none'
    ? {
        ...draft,
        edit: 0,
        place: draft.slot * 23,
        length: 1 + (draft.slot % 3),
        amount: draft.slot,
        source: draft.slot,
        jitter: 0,
      }
    : draft;

function modifiedMsOf(versions: Slot['versions'], edit: number): number | null {
  if (versions === 'crossed') return hourMs([4, 0, 6, 2][edit] ?? 0);
  return versions === 'modified' || versions === 'both' ? hourMs(edit * 2) : null;
}

/** The canonical records of what a draft says. */
export function recordsOf(given: Draft, index: number): CanonicalRecord[] {
  const { platform, versions } = SLOTS[given.slot] ?? hc('modified', HC.steps);
  const draft = settled(given, platform, versions);
  const { slot, edit, place, length, jitter } = draft;
  const shape = shapeOf(slot, edit);
  const startMs = hourMs(0) + (place % 160) * QUARTER_MS + jitter;
  const raw: RawRecord = {
    ...draft,
    platform,
    rawId: rawIdOf(slot),
    shape,
    startMs,
    endMs: startMs + length * shape.quarters * QUARTER_MS,
    version: {
      client: versions === 'none' || versions === 'modified' ? null : edit,
      modifiedMs: modifiedMsOf(versions, edit),
    },
  };
  return canonicalOf(raw, index);
}
