import type { Platform } from '../platforms.js';
import { REFINEMENT_ROWS, SPORT_GROUPS, SPORT_IDS, SPORT_MAPPING_ROWS, SPORT_ROWS } from './data/sports.js';
import { metadataValue } from './metadata-keys.js';

export { SPORT_GROUPS, SPORT_IDS };

export type SportId = (typeof SPORT_IDS)[number];
export type SportGroup = (typeof SPORT_GROUPS)[number];

export interface Sport {
  readonly id: SportId;
  readonly group: SportGroup;
  /** A query for the parent includes this sport. */
  readonly parent: SportId | null;
  readonly indoor: 'always' | 'never' | 'either';
  /** The nearest sport and sub-sport of the Garmin FIT profile, name and value. */
  readonly fitSport: string | null;
  readonly fitSportValue: number | null;
  readonly fitSubSport: string | null;
  readonly fitSubSportValue: number | null;
  readonly stravaTypes: readonly string[];
  readonly note?: string;
  readonly source: string;
}

/** What one code of one platform means. */
export interface SportMapping {
  readonly platform: Platform | 'flutter_health';
  /** HealthKit raw value, Jetpack int, Flutter name; null where the code exists on the Health Connect platform only. */
  readonly sourceValue: number | string | null;
  /** Health Connect: the int of the platform API, which differs from Jetpack's. Bridges send Jetpack ints. */
  readonly platformValue: number | null;
  readonly sourceName: string;
  readonly status: 'current' | 'legacy' | 'deprecated' | 'platform_only';
  readonly sport: SportId;
  /** Flutter names that mean something else when they come from that system. */
  readonly sportWhenAndroid?: SportId;
  readonly sportWhenIos?: SportId;
  readonly flutterNames?: readonly string[];
  readonly note?: string;
  readonly source: string;
}

/** A sport that metadata makes more exact. */
export interface SportRefinement {
  readonly platform: Platform;
  readonly fromSport: SportId;
  readonly metadataKey: string;
  readonly equals: boolean | number;
  readonly sport: SportId;
  readonly source: string;
}

/** Every sport: 124. */
export const SPORTS: readonly Sport[] = SPORT_ROWS;
/** Every platform code: HealthKit 84, Health Connect 84, Flutter names 99. */
export const SPORT_MAPPINGS: readonly SportMapping[] = SPORT_MAPPING_ROWS;
export const REFINEMENTS: readonly SportRefinement[] = REFINEMENT_ROWS;

export const SPORT_BY_ID: ReadonlyMap<string, Sport> = new Map(SPORTS.map((sport) => [sport.id, sport]));

/** Who names the sport. Flutter names mean different things on the two systems. */
export type SportPlatform = Platform | 'flutter_ios' | 'flutter_android';

type Code = number | string;
const codes: Readonly<Record<SportPlatform, Map<Code, SportId>>> = {
  healthkit: new Map(),
  health_connect: new Map(),
  flutter_ios: new Map(),
  flutter_android: new Map(),
};
for (const row of SPORT_MAPPINGS) {
  if (row.platform === 'flutter_health') {
    codes.flutter_ios.set(row.sourceName, row.sportWhenIos ?? row.sport);
    codes.flutter_android.set(row.sourceName, row.sportWhenAndroid ?? row.sport);
    continue;
  }
  if (row.sourceValue !== null) codes[row.platform].set(row.sourceValue, row.sport);
  codes[row.platform].set(row.sourceName, row.sport);
}

/** Name or int as text → key of `codes`. */
function codeOf(value: Code): Code {
  if (typeof value === 'number') return value;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const name = value.replace(/^EXERCISE_TYPE_|^HKWorkoutActivityType(?=[A-Z])/, '');
  return name !== value && value.startsWith('HK') ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

/** Metadata booleans also come as 1 and 0. */
const equals = (value: unknown, expected: boolean | number): boolean =>
  typeof expected === 'boolean' ? value === expected || value === Number(expected) : value === expected;

/** A sport, and whether its code is in the tables. */
export interface KnownSport {
  readonly sport: SportId;
  readonly known: boolean;
}

const NO_METADATA: Readonly<Record<string, unknown>> = {};

/**
 * The sport of a platform code (Jetpack ints for Health Connect, names accepted), made more exact by the record's
 * metadata (`HKIndoorWorkout`, `HKSwimmingLocationType`; long forms too). A code that is not in the tables is `unknown`.
 */
export function sportFor(
  platform: SportPlatform,
  sourceValue: number | string,
  metadata: Readonly<Record<string, unknown>> = NO_METADATA,
): KnownSport {
  const sport = codes[platform].get(codeOf(sourceValue));
  if (sport === undefined) return { sport: 'unknown', known: false };
  const refined = REFINEMENTS.find(
    (row) =>
      row.platform === platform &&
      row.fromSport === sport &&
      equals(metadataValue(metadata, row.metadataKey), row.equals),
  );
  return { sport: refined?.sport ?? sport, known: true };
}

const under = new Map<string, Set<SportId>>();
for (const sport of SPORTS) {
  const names = new Set<string>([sport.group]);
  for (
    let at: Sport | undefined = sport;
    at !== undefined;
    at = at.parent === null ? undefined : SPORT_BY_ID.get(at.parent)
  )
    names.add(at.id);
  for (const name of names) {
    const ids = under.get(name);
    if (ids === undefined) under.set(name, new Set([sport.id]));
    else ids.add(sport.id);
  }
}

const NO_SPORTS: ReadonlySet<string> = new Set();

/**
 * What a query for a sport or a group includes: the sport with all its descendants, the members of the group, and both
 * where an id names both (`walking` then includes hiking). Empty: no such id.
 */
export const sportsUnder = (idOrGroup: string): ReadonlySet<string> => under.get(idOrGroup) ?? NO_SPORTS;
