import type { SleepRule, SleepStage, SleepStageMapping } from '../sleep-stages.js';

const S1 = 'This project\'s choice; vocabulary follows Health Connect names';
const S2 = 'This project\'s choice; vocabulary follows Health Connect names; LOINC from the HL7 Personal Health Records guide';
const S3 = 'androidx health-connect SleepSessionRecord (08835fcf) and AOSP HealthFitness (android16-s2-release); carp-health-flutter 13.3.1 HealthConstants.kt / HealthDataReader.swift';
const S4 = 'Apple HKCategoryValueSleepAnalysis via react-native-healthkit generated schema (d0dacf8); carp-health-flutter 13.3.1 HealthConstants.kt / HealthDataReader.swift';
const S5 = 'This project\'s choice';
const S6 = 'androidx health-connect SleepSessionRecord (08835fcf) and AOSP HealthFitness (android16-s2-release)';
const S7 = 'carp-health-flutter 13.3.1 HealthConstants.kt / HealthDataReader.swift';

export const SLEEP_STAGE_IDS = ['awake', 'awake_in_bed', 'out_of_bed', 'in_bed', 'asleep_unspecified', 'light', 'deep', 'rem', 'unknown'] as const;

export const SLEEP_STAGE_ROWS: readonly SleepStage[] = [
  { id: 'awake', countsAsAsleep: false, countsAsInBed: null, isContainer: false, parent: null, durationLoinc: null, note: 'Awake, in bed or not is unknown.', source: S1 },
  { id: 'awake_in_bed', countsAsAsleep: false, countsAsInBed: true, isContainer: false, parent: 'awake', durationLoinc: null, source: S1 },
  { id: 'out_of_bed', countsAsAsleep: false, countsAsInBed: false, isContainer: false, parent: 'awake', durationLoinc: null, source: S1 },
  { id: 'in_bed', countsAsAsleep: null, countsAsInBed: true, isContainer: true, parent: null, durationLoinc: null, note: 'A container, not a stage: overlaps the other samples of the night. Never add to stage totals.', source: S1 },
  { id: 'asleep_unspecified', countsAsAsleep: true, countsAsInBed: true, isContainer: false, parent: null, durationLoinc: null, note: 'Asleep, stage not known.', source: S1 },
  { id: 'light', countsAsAsleep: true, countsAsInBed: true, isContainer: false, parent: 'asleep_unspecified', durationLoinc: '93830-8', note: 'N1 + N2.', source: S2 },
  { id: 'deep', countsAsAsleep: true, countsAsInBed: true, isContainer: false, parent: 'asleep_unspecified', durationLoinc: '93831-6', note: 'N3.', source: S2 },
  { id: 'rem', countsAsAsleep: true, countsAsInBed: true, isContainer: false, parent: 'asleep_unspecified', durationLoinc: '93829-0', source: S2 },
  { id: 'unknown', countsAsAsleep: null, countsAsInBed: null, isContainer: false, parent: null, durationLoinc: null, note: 'The source itself says unknown, or an int not in the table. Counts neither as asleep nor as awake.', source: S1 },
];

export const SLEEP_STAGE_MAPPING_ROWS: readonly SleepStageMapping[] = [
  { platform: 'health_connect', sourceType: 'SleepSession.stages[].stage', sourceValue: 0, sourceName: 'STAGE_TYPE_UNKNOWN', stage: 'unknown', confidence: 'exact', flutterType: 'SLEEP_UNKNOWN', otherNames: [], source: S3 },
  { platform: 'health_connect', sourceType: 'SleepSession.stages[].stage', sourceValue: 1, sourceName: 'STAGE_TYPE_AWAKE', stage: 'awake', confidence: 'exact', flutterType: 'SLEEP_AWAKE', otherNames: [], note: 'Does not say whether in bed.', source: S3 },
  { platform: 'health_connect', sourceType: 'SleepSession.stages[].stage', sourceValue: 2, sourceName: 'STAGE_TYPE_SLEEPING', stage: 'asleep_unspecified', confidence: 'exact', flutterType: 'SLEEP_ASLEEP', otherNames: [], note: 'Generic sleep, not light sleep.', source: S3 },
  { platform: 'health_connect', sourceType: 'SleepSession.stages[].stage', sourceValue: 3, sourceName: 'STAGE_TYPE_OUT_OF_BED', stage: 'out_of_bed', confidence: 'exact', flutterType: 'SLEEP_OUT_OF_BED', otherNames: ['STAGE_TYPE_AWAKE_OUT_OF_BED'], source: S3 },
  { platform: 'health_connect', sourceType: 'SleepSession.stages[].stage', sourceValue: 4, sourceName: 'STAGE_TYPE_LIGHT', stage: 'light', confidence: 'exact', flutterType: 'SLEEP_LIGHT', otherNames: ['STAGE_TYPE_SLEEPING_LIGHT'], source: S3 },
  { platform: 'health_connect', sourceType: 'SleepSession.stages[].stage', sourceValue: 5, sourceName: 'STAGE_TYPE_DEEP', stage: 'deep', confidence: 'exact', flutterType: 'SLEEP_DEEP', otherNames: ['STAGE_TYPE_SLEEPING_DEEP'], source: S3 },
  { platform: 'health_connect', sourceType: 'SleepSession.stages[].stage', sourceValue: 6, sourceName: 'STAGE_TYPE_REM', stage: 'rem', confidence: 'exact', flutterType: 'SLEEP_REM', otherNames: ['STAGE_TYPE_SLEEPING_REM'], source: S3 },
  { platform: 'health_connect', sourceType: 'SleepSession.stages[].stage', sourceValue: 7, sourceName: 'STAGE_TYPE_AWAKE_IN_BED', stage: 'awake_in_bed', confidence: 'exact', flutterType: 'SLEEP_AWAKE_IN_BED', otherNames: [], note: 'Missing from the React Native constants but arrives as 7.', source: S3 },
  { platform: 'healthkit', sourceType: 'HKCategoryTypeIdentifierSleepAnalysis', sourceValue: 0, sourceName: 'inBed', stage: 'in_bed', confidence: 'exact', flutterType: 'SLEEP_IN_BED', otherNames: [], note: 'Overlaps the asleep samples, often from the iPhone while the stages come from the watch.', source: S4 },
  { platform: 'healthkit', sourceType: 'HKCategoryTypeIdentifierSleepAnalysis', sourceValue: 1, sourceName: 'asleepUnspecified', stage: 'asleep_unspecified', confidence: 'exact', flutterType: 'SLEEP_ASLEEP', otherNames: ['asleep'], note: 'Before iOS 16 the only asleep value (asleep), same int.', source: S4 },
  { platform: 'healthkit', sourceType: 'HKCategoryTypeIdentifierSleepAnalysis', sourceValue: 2, sourceName: 'awake', stage: 'awake', confidence: 'exact', flutterType: 'SLEEP_AWAKE', otherNames: [], note: 'Awake within the sleep period; HealthKit does not say whether in bed.', source: S4 },
  { platform: 'healthkit', sourceType: 'HKCategoryTypeIdentifierSleepAnalysis', sourceValue: 3, sourceName: 'asleepCore', stage: 'light', confidence: 'interpreted', flutterType: 'SLEEP_LIGHT', otherNames: [], note: 'Apple core = N1 + N2.', source: S4 },
  { platform: 'healthkit', sourceType: 'HKCategoryTypeIdentifierSleepAnalysis', sourceValue: 4, sourceName: 'asleepDeep', stage: 'deep', confidence: 'exact', flutterType: 'SLEEP_DEEP', otherNames: [], source: S4 },
  { platform: 'healthkit', sourceType: 'HKCategoryTypeIdentifierSleepAnalysis', sourceValue: 5, sourceName: 'asleepREM', stage: 'rem', confidence: 'exact', flutterType: 'SLEEP_REM', otherNames: [], source: S4 },
];

export const SLEEP_RULE_ROWS: readonly SleepRule[] = [
  { id: 'hk_no_session', platform: 'healthkit', rule: 'HealthKit has no sleep session object: samples are loose category samples, one per stage interval, each with its own uuid. Build sessions per source by joining samples with gaps shorter than a chosen limit (for example 60 minutes).', source: S5 },
  { id: 'hk_one_source', platform: 'healthkit', rule: 'Build each night from one source only; several apps (watch, phone, ring app, third party) write the same night in parallel.', source: S5 },
  { id: 'hk_in_bed', platform: 'healthkit', rule: 'inBed gives the session window when present, otherwise first to last sample. Time in bed not covered by any stage stays unclassified.', source: S5 },
  { id: 'hc_session', platform: 'health_connect', rule: 'A Health Connect session is one record with inner stages; the record id covers them all. Stages lie inside the session and do not overlap; gaps are legal and are not awake.', source: S6 },
  { id: 'hc_no_stages', platform: 'health_connect', rule: 'A session without stages is legal: keep it as one asleep_unspecified span with a flag, not as zero sleep.', source: S5 },
  { id: 'hc_replace', platform: 'health_connect', rule: 'A record with the same clientRecordId and a higher clientRecordVersion replaces all stages of the older one.', source: S6 },
  { id: 'flutter_stage_uuid', platform: 'flutter', rule: 'Flutter health on Android emits one data point per stage, each carrying the uuid of the session: uuid alone is not a key. Key on uuid + type + start.', source: S7 },
  { id: 'flutter_session', platform: 'flutter', rule: 'SLEEP_SESSION exists on Android only; its value is the duration in minutes.', source: S7 },
  { id: 'duration', platform: 'any', rule: 'Asleep time = asleep_unspecified + light + deep + rem. Time in bed = session window. Efficiency = asleep / in bed.', source: S5 },
  { id: 'night', platform: 'any', rule: 'Assign a session to the local date of its end time, using the end zone offset.', source: S5 },
];
