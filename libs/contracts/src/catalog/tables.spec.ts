import { ATTRIBUTES, enumFor, enumMemberName, PLATFORM_ENUMS } from './enums.js';
import { FAILURE_BY_CODE, FAILURES, httpStatusOf } from './failures.js';
import { FLAG_BY_ID, FLAGS } from './flags.js';
import { METADATA_KEYS, metadataKeyFor, metadataValue, normaliseMetadataKey } from './metadata-keys.js';
import { SLEEP_RULES, SLEEP_STAGES, sleepStageFor } from './sleep-stages.js';
import { appFor, deviceTypeForHealthConnect, deviceTypeForProduct, SOURCE_APPS } from './source-apps.js';

describe('failures', () => {
  it('is closed and complete', () => {
    const at = (stage: string): string[] =>
      FAILURES.filter((failure) => failure.stage === stage).map((failure) => failure.code);
    expect(at('request').sort()).toEqual(
      [
        ...[
          'envelope_invalid',
          'batch_too_large',
          'batch_id_reused',
          'unsupported_media_type',
          'unsupported_encoding',
          'body_unreadable',
        ],
        ...[
          'platform_unknown',
          'token_missing',
          'token_invalid',
          'scope_missing',
          'user_mismatch',
          'not_found',
          'quota_exceeded',
        ],
        ...['not_durable_now', 'query_invalid', 'cursor_invalid', 'internal_error', 'method_not_allowed'],
        ...['request_unreadable', 'request_timeout', 'headers_too_large', 'already_exists'],
      ].sort(),
    );
    expect(at('record').sort()).toEqual(
      [
        ...[
          'payload_invalid',
          'time_invalid',
          'time_window_invalid',
          'time_implausible',
          'unit_unknown',
          'unit_mismatch',
          'value_implausible',
        ],
        'record_too_large',
        'series_too_dense',
        'document_too_large',
      ].sort(),
    );
    expect(at('warning').sort()).toEqual([
      'client_id_reused',
      'code_unknown',
      'record_type_unknown',
      'series_sample_rejected',
      'zone_assumed',
    ]);
    expect(FAILURE_BY_CODE.size).toBe(FAILURES.length);
  });

  it('gives a status to requests only', () => {
    for (const { code, stage, httpStatus } of FAILURES)
      expect([code, httpStatus !== null]).toEqual([code, stage === 'request']);
    expect(httpStatusOf('batch_too_large')).toBe(413);
    expect(httpStatusOf('batch_id_reused')).toBe(409);
    expect(httpStatusOf('unsupported_encoding')).toBe(415);
    expect(httpStatusOf('token_invalid')).toBe(401);
    expect(httpStatusOf('user_mismatch')).toBe(403);
    expect(httpStatusOf('not_durable_now')).toBe(503);
    expect(httpStatusOf('method_not_allowed')).toBe(405);
  });
});

describe('flags', () => {
  it('holds twelve, each with its rule', () => {
    expect(FLAGS.map((flag) => flag.id)).toEqual([
      'zone_assumed',
      'content_identity',
      'source_unknown',
      'manual',
      'out_of_soft_bounds',
      'magnitude_suspect',
      'default_suspect',
      'near_duplicate',
      'offset_suspect',
      'fragment',
      'generic_stages',
      'stitched',
    ]);
    for (const { rule } of FLAGS) expect(rule).toMatch(/^[A-Z].{20,}\.$/);
    expect(FLAG_BY_ID.size).toBe(12);
  });
});

describe('sleep stages', () => {
  it('holds nine stages, four of them asleep', () => {
    expect(SLEEP_STAGES).toHaveLength(9);
    expect(
      SLEEP_STAGES.filter((stage) => stage.countsAsAsleep)
        .map((stage) => stage.id)
        .sort(),
    ).toEqual(['asleep_unspecified', 'deep', 'light', 'rem']);
    expect(
      SLEEP_STAGES.filter((stage) => stage.countsAsAsleep === null)
        .map((stage) => stage.id)
        .sort(),
    ).toEqual(['in_bed', 'unknown']);
    expect(SLEEP_STAGES.filter((stage) => stage.isContainer).map((stage) => stage.id)).toEqual(['in_bed']);
    expect(SLEEP_RULES).toHaveLength(10);
  });

  it('reads ints and names', () => {
    expect([0, 1, 2, 3, 4, 5].map((value) => sleepStageFor('healthkit', value).stage)).toEqual([
      'in_bed',
      'asleep_unspecified',
      'awake',
      'light',
      'deep',
      'rem',
    ]);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((value) => sleepStageFor('health_connect', value).stage)).toEqual([
      'unknown',
      'awake',
      'asleep_unspecified',
      'out_of_bed',
      'light',
      'deep',
      'rem',
      'awake_in_bed',
    ]);
    expect(sleepStageFor('health_connect', 'STAGE_TYPE_SLEEPING_DEEP')).toEqual({ stage: 'deep', known: true });
    expect(sleepStageFor('health_connect', 'REM')).toEqual({ stage: 'rem', known: true });
    expect(sleepStageFor('health_connect', '5')).toEqual({ stage: 'deep', known: true });
    expect(sleepStageFor('health_connect', 0)).toEqual({ stage: 'unknown', known: true });
    expect(sleepStageFor('health_connect', 8)).toEqual({ stage: 'unknown', known: false });
    expect(sleepStageFor('healthkit', 6)).toEqual({ stage: 'unknown', known: false });
  });
});

describe('source apps', () => {
  it('holds 112 apps', () => {
    expect(SOURCE_APPS).toHaveLength(112);
    expect(SOURCE_APPS.filter((app) => app.platform === 'health_connect')).toHaveLength(77);
    expect(SOURCE_APPS.filter((app) => app.status === 'verified')).toHaveLength(91);
  });

  it('matches exactly, by prefix and by case', () => {
    expect(appFor('healthkit', 'com.apple.health.0F6E2B11-77AA-4C1D-9C55-3E0A9D1B2C3D')?.name).toBe(
      'iPhone or Apple Watch',
    );
    expect(appFor('healthkit', 'com.apple.Health')?.deviceClass).toBe('manual');
    expect(appFor('healthkit', 'com.apple.health')).toBeUndefined();
    expect(appFor('health_connect', 'com.android.healthconnect.phone.a1b2')?.deviceClass).toBe('phone');
    expect(appFor('health_connect', 'com.garmin.android.apps.connectmobile')?.name).toBe('Garmin Connect');
    expect(appFor('healthkit', 'com.garmin.android.apps.connectmobile')).toBeUndefined();
    expect(appFor('health_connect', 'com.garmin.android.apps.connectmobile.beta')).toBeUndefined();
  });

  it('reads device kinds', () => {
    expect(deviceTypeForProduct('Watch6,2')).toBe('watch');
    expect(deviceTypeForProduct('iPhone14,5')).toBe('phone');
    expect(deviceTypeForProduct('iPad13,4')).toBe('computer');
    expect(deviceTypeForProduct('AirPods3,1')).toBe('hearable');
    expect(deviceTypeForProduct('')).toBe('unknown');
    expect([0, 1, 2, 4, 6, 7, 15, 16, -1].map(deviceTypeForHealthConnect)).toEqual([
      'unknown',
      'watch',
      'phone',
      'ring',
      'band',
      'chest_strap',
      'meter',
      'unknown',
      'unknown',
    ]);
  });
});

describe('enums, attributes and metadata keys', () => {
  it('holds every row', () => {
    expect(PLATFORM_ENUMS.healthkit).toHaveLength(50);
    expect(PLATFORM_ENUMS.health_connect).toHaveLength(27);
    expect(ATTRIBUTES).toHaveLength(25);
    expect(METADATA_KEYS).toHaveLength(71);
    expect(METADATA_KEYS.filter((key) => key.important)).toHaveLength(23);
    for (const { key, valueEnum } of METADATA_KEYS) {
      if (valueEnum !== null && valueEnum !== 'HKWorkoutActivityType')
        expect([key, enumFor('healthkit', valueEnum)?.name]).toEqual([key, valueEnum]);
    }
  });

  it('names values', () => {
    expect(enumMemberName('healthkit', 'HKWorkoutEventType', 1)).toBe('pause');
    expect(enumMemberName('healthkit', 'HKCategoryValueSleepAnalysis', 1)).toBe('asleepUnspecified');
    expect(enumMemberName('health_connect', 'DeviceType', 6)).toBe('FITNESS_BAND');
    expect(enumMemberName('health_connect', 'ExerciseRouteResultType', 'CONSENT_REQUIRED')).toBe('CONSENT_REQUIRED');
    expect(enumMemberName('health_connect', 'DeviceType', 99)).toBeUndefined();
  });

  it('takes both forms of a metadata key', () => {
    expect(normaliseMetadataKey('HKMetadataKeySyncVersion')).toBe('HKSyncVersion');
    expect(normaliseMetadataKey('HKTimeZone')).toBe('HKTimeZone');
    expect(metadataKeyFor('HKMetadataKeySyncIdentifier')?.rawKey).toBe('HKMetadataKeySyncIdentifier');
    expect(metadataKeyFor('HKSyncIdentifier')?.rawKey).toBe('HKMetadataKeySyncIdentifier');
    expect(metadataKeyFor('some app key')).toBeUndefined();
    expect(metadataValue({ HKMetadataKeySyncVersion: 2 }, 'HKSyncVersion')).toBe(2);
    expect(metadataValue({ HKSyncVersion: null, HKMetadataKeySyncVersion: 3 }, 'HKSyncVersion')).toBe(3);
    expect(metadataValue({}, 'HKSyncVersion')).toBeUndefined();
  });
});
