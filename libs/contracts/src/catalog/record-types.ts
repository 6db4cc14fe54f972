import type { Platform } from '../platforms.js';
import { MAPPING_ROWS } from './data/mappings.js';
import { RECORD_TYPE_ROWS } from './data/record-types.js';
import type { MetricId } from './metrics.js';

/** What kind of payload a type has, and so which decoder reads it. */
export type RecordFamily =
  | 'quantity'
  | 'category'
  | 'correlation'
  | 'series'
  | 'workout'
  | 'planned_workout'
  | 'sleep'
  | 'nutrition'
  | 'ecg'
  | 'audiogram'
  | 'state_of_mind'
  | 'vision_prescription'
  | 'activity_summary'
  | 'medication_dose'
  | 'medication'
  | 'scored_assessment'
  | 'document'
  | 'clinical'
  | 'characteristic';

export interface RecordType {
  readonly platform: Platform;
  /** HealthKit: the raw type identifier. Health Connect: the class name without `Record`. */
  readonly id: string;
  readonly family: RecordFamily;
  /** `none`: no time at all (characteristics, the medication list). */
  readonly timeShape: 'instant' | 'interval' | 'series' | 'session' | 'none';
  /** Metrics that the type gives values or events of; null where no metric stands for it. */
  readonly mapped: readonly MetricId[] | null;
  /** Why the payload is not taken apart into values but stored raw; null where it is taken apart. */
  readonly keptRawBecause: string | null;
  /** Other names under which the same type arrives. */
  readonly aliases: readonly string[];
  /** First release of the system that has it. */
  readonly since?: string;
  /** HealthKit category and characteristic types: name of the enum of `value`. */
  readonly valueEnum?: string;
  /** Correlations: types of the members; a trailing `*` is a prefix. */
  readonly members?: readonly string[];
  /** HealthKit quantities: unit apps usually read, and the unit the system declares. The unit sent may be another one. */
  readonly readUnit?: string;
  readonly canonicalUnit?: string;
  /** Health Connect: int of the type on the platform; null where none is known. */
  readonly platformRecordTypeId?: number | null;
  /** Health Connect: `platform_flagged` types are behind a flag and may change. */
  readonly status?: string;
  readonly note?: string;
  readonly source: string;
}

/** Every type identifier of both platforms: HealthKit 223, Health Connect 46. */
export const RECORD_TYPES: readonly RecordType[] = RECORD_TYPE_ROWS;

/** One row of the mapping table as written; defaults are filled in by `Mapping`. */
export interface MappingRow {
  readonly platform: Platform;
  readonly sourceType: string;
  readonly sourceField: string | null;
  readonly targetKind: 'metric' | 'attribute' | 'text' | 'structure';
  readonly metric?: MetricId;
  readonly attribute?: string;
  readonly sourceUnit?: string;
  readonly otherUnits?: readonly string[];
  readonly targetUnit?: string;
  readonly factor?: number;
  readonly offset?: number;
  readonly valueFrom?: string;
  readonly when?: Readonly<Record<string, number>>;
  readonly valueMap?: Readonly<Record<string, string>>;
  readonly valueTable?: 'sports' | 'sleep_stages';
  readonly attributes?: Readonly<Record<string, string>>;
  readonly reactNativePath?: string;
  readonly note?: string;
  readonly source: string;
}

/** Where one field of one platform type goes in the canonical model. */
export interface Mapping {
  readonly platform: Platform;
  /** Id of a record type, or `*`: any type of the platform. */
  readonly sourceType: string;
  /** Path inside the record (`samples[].beatsPerMinute`, `metadata.HKLapLength`); null: the record itself. */
  readonly sourceField: string | null;
  readonly targetKind: 'metric' | 'attribute' | 'text' | 'structure';
  readonly metric: MetricId | null;
  /** Id of an attribute, for `targetKind` attribute. */
  readonly attribute: string | null;
  /** Unit for which `factor` and `offset` hold. If another one was sent, use the conversion table. */
  readonly sourceUnit: string | null;
  readonly otherUnits: readonly string[];
  readonly targetUnit: string | null;
  /** `value_out = value_in * factor + offset`. */
  readonly factor: number | null;
  readonly offset: number | null;
  /** `duration`: the value is the length of the record; `metadata.…`: it stands there. */
  readonly valueFrom: string | null;
  /** The row holds only if these fields of the record have these values. */
  readonly when: Readonly<Record<string, number>> | null;
  /** Platform code (as text) to canonical code; `absent` stands for a missing field. */
  readonly valueMap: Readonly<Record<string, string>> | null;
  /** The codes are in a table of their own. */
  readonly valueTable: 'sports' | 'sleep_stages' | null;
  /** Attributes that the type itself implies. */
  readonly attributes: Readonly<Record<string, string>> | null;
  /** Path of the value in what the React Native bridge returns. */
  readonly reactNativePath: string | null;
  readonly note: string | null;
  readonly source: string;
}

const NO_UNITS: readonly string[] = [];
const withDefaults = (row: MappingRow): Mapping => ({
  ...row,
  metric: row.metric ?? null,
  attribute: row.attribute ?? null,
  sourceUnit: row.sourceUnit ?? null,
  otherUnits: row.otherUnits ?? NO_UNITS,
  targetUnit: row.targetUnit ?? null,
  factor: row.factor ?? null,
  offset: row.offset ?? null,
  valueFrom: row.valueFrom ?? null,
  when: row.when ?? null,
  valueMap: row.valueMap ?? null,
  valueTable: row.valueTable ?? null,
  attributes: row.attributes ?? null,
  reactNativePath: row.reactNativePath ?? null,
  note: row.note ?? null,
});

/** Every mapping: HealthKit 244, Health Connect 142. */
export const MAPPINGS: readonly Mapping[] = MAPPING_ROWS.map(withDefaults);

const byPlatform = <T>(): Record<Platform, Map<string, T>> => ({
  healthkit: new Map<string, T>(),
  health_connect: new Map<string, T>(),
});

const typeByName = byPlatform<RecordType>();
for (const type of RECORD_TYPES) {
  for (const name of [type.id, ...type.aliases]) typeByName[type.platform].set(name, type);
}

const mappingsByType = byPlatform<Mapping[]>();
for (const mapping of MAPPINGS) {
  const types = mappingsByType[mapping.platform];
  const rows = types.get(mapping.sourceType);
  if (rows === undefined) types.set(mapping.sourceType, [mapping]);
  else rows.push(mapping);
}

const NO_MAPPINGS: readonly Mapping[] = [];

/** The type behind an identifier or any of its aliases, case-sensitive; undefined: not in the tables. */
export const recordTypeFor = (platform: Platform, identifier: string): RecordType | undefined =>
  typeByName[platform].get(identifier);

/** Facts about the person or a day for which the platform knows no time of change: they hold since they were told. */
const STATED_FAMILIES: ReadonlySet<RecordFamily> = new Set(['activity_summary', 'characteristic', 'medication']);

/** Whether records of a type are statements, which apps send again with every sync. */
export function isStated(platform: Platform, identifier: string): boolean {
  const type = recordTypeFor(platform, identifier);
  return type !== undefined && STATED_FAMILIES.has(type.family);
}

/** Mappings of one type by its id (not an alias), without those for any type; empty: none. */
export const mappingsFor = (platform: Platform, sourceType: string): readonly Mapping[] =>
  mappingsByType[platform].get(sourceType) ?? NO_MAPPINGS;

/** Mappings that hold for every type of the platform: recording method, device type, metadata. */
export const commonMappingsFor = (platform: Platform): readonly Mapping[] => mappingsFor(platform, '*');
