import {
  isMetricId,
  longestSampleHours,
  METRIC_BY_ID,
  METRIC_IDS,
  metricOf,
  METRICS,
  type MetricId,
} from './metrics.js';

const idsWhere = (test: (metric: (typeof METRICS)[number]) => boolean): string[] =>
  METRICS.filter(test).map((metric) => metric.id);

describe('metrics', () => {
  it('holds 214 metrics with distinct ids, the same as the id list', () => {
    expect(METRICS).toHaveLength(214);
    expect(METRIC_BY_ID.size).toBe(214);
    expect(METRICS.map((metric) => metric.id)).toEqual([...METRIC_IDS]);
  });

  it('gives a unit, a dimension and bounds to every number and to nothing else', () => {
    for (const metric of METRICS) {
      const given = [
        metric.unit,
        metric.dimension,
        metric.hardMin,
        metric.hardMax,
        metric.softMin,
        metric.softMax,
        metric.softScope,
      ];
      expect([metric.id, given.every((field) => (field !== null) === (metric.valueType === 'number'))]).toEqual([
        metric.id,
        true,
      ]);
    }
  });

  it('keeps soft bounds inside hard ones', () => {
    for (const { id, hardMin, hardMax, softMin, softMax, softScope } of METRICS) {
      if (hardMin === null || hardMax === null || softMin === null || softMax === null) continue;
      expect([id, hardMin < hardMax, softMin < softMax, hardMin <= softMin]).toEqual([id, true, true, true]);
      if (softScope === 'sample') expect([id, softMax <= hardMax]).toEqual([id, true]);
    }
  });

  it('counts events of certain values only where it knows those values', () => {
    const counting = METRICS.filter(({ counted }) => counted !== undefined);
    expect(counting.map(({ id }) => id)).toEqual(['stand_hour', 'medication_dose']);
    for (const { summary, counted = [], values } of counting) {
      expect(summary).toBe('count');
      expect(values).toEqual(expect.arrayContaining([...counted]));
    }
  });

  it('lets a reading last a month, an amount or a rate a day, and a stage a night', () => {
    const hours = (id: MetricId) => longestSampleHours(metricOf(id));
    expect((['atrial_fibrillation_burden', 'weight', 'walking_steadiness'] as const).map(hours)).toEqual([
      744, 744, 744,
    ]);
    expect((['steps', 'heart_rate', 'running_speed'] as const).map(hours)).toEqual([24, 24, 24]);
    expect(hours('sleep_stage')).toBe(48);
  });

  it('lets no sample of a dense metric last longer than a day', () => {
    expect(METRICS.filter((metric) => metric.dense && longestSampleHours(metric) > 24)).toEqual([]);
  });

  it('keeps what must not be mixed apart', () => {
    expect(metricOf('hrv_sdnn').unit).toBe('ms');
    expect(metricOf('hrv_rmssd').unit).toBe('ms');
    expect(metricOf('basal_energy')).toMatchObject({ unit: 'kcal', dimension: 'energy' });
    expect(metricOf('basal_metabolic_rate')).toMatchObject({ unit: 'kcal/d', dimension: 'energy_rate' });
    expect(metricOf('skin_temperature_delta')).toMatchObject({ unit: 'Cel', dimension: 'temperature_delta' });
    expect(metricOf('body_temperature')).toMatchObject({ unit: 'Cel', dimension: 'temperature', loinc: '8310-5' });
    expect(metricOf('heart_rate')).toMatchObject({
      unit: '/min',
      hardMin: 20,
      hardMax: 300,
      softMin: 30,
      softMax: 230,
      loinc: '8867-4',
    });
  });

  it('sweeps cumulative activity and durations', () => {
    const swept = new Set(idsWhere((metric) => metric.resolution === 'sweep'));
    const expected: MetricId[] = [
      'steps',
      'distance',
      'distance_walking_running',
      'elevation_gain',
      'floors_climbed',
      'wheelchair_pushes',
      'swimming_strokes',
      'active_energy',
      'basal_energy',
      'total_energy',
      'exercise_time',
      'stand_time',
      'move_time',
      'moderate_activity_time',
      'vigorous_activity_time',
      'time_in_daylight',
      'sleep_duration',
      'workout_duration',
      'mindfulness_duration',
    ];
    for (const id of expected) expect([id, swept.has(id)]).toEqual([id, true]);
    expect([...swept].filter((id) => metricOf(id as MetricId).group === 'nutrition')).toEqual([]);
  });

  it('pools intake and nothing else', () => {
    const pooled = idsWhere((metric) => metric.resolution === 'pooled');
    expect(pooled).toEqual(
      expect.arrayContaining([
        'dietary_water',
        'dietary_energy',
        'alcoholic_beverages',
        'nicotine_intake',
        'insulin_delivery',
        'inhaler_usage',
      ]),
    );
    expect(pooled.filter((id) => metricOf(id as MetricId).group !== 'nutrition').sort()).toEqual([
      'inhaler_usage',
      'insulin_delivery',
    ]);
    expect(idsWhere((metric) => metric.id.startsWith('dietary_') && metric.resolution !== 'pooled')).toEqual([]);
  });

  it('takes the best source for measurements and leaves events, structures and attributes unresolved', () => {
    for (const id of [
      'heart_rate',
      'weight',
      'body_temperature',
      'blood_glucose',
      'sleeping_wrist_temperature',
      'speed',
    ] as const) {
      expect([id, metricOf(id).resolution]).toEqual([id, 'best_source']);
    }
    expect(idsWhere((metric) => metric.valueType !== 'number' && metric.resolution !== 'none')).toEqual([]);
    // A mindful session is an event; its minutes are served as mindfulness_duration.
    expect(idsWhere((metric) => metric.valueType === 'number' && metric.resolution === 'none')).toEqual([
      'mindful_session',
    ]);
  });

  it('serves the first aggregation of a metric in summaries', () => {
    expect(metricOf('steps').summary).toBe('sum');
    expect(metricOf('heart_rate').summary).toBe('avg');
    expect(metricOf('weight').summary).toBe('last');
    expect(metricOf('blood_alcohol_content').summary).toBe('max');
    expect(metricOf('headphone_audio_exposure').summary).toBe('leq');
    expect(metricOf('handwashing').summary).toBe('count');
    expect(metricOf('workout').summary).toBeNull();
    expect(metricOf('biological_sex').summary).toBeNull();
    for (const { id, summary, aggregation } of METRICS)
      if (summary !== null) expect([id, aggregation[0]]).toEqual([id, summary]);
    expect(idsWhere((metric) => metric.valueType === 'number' && metric.summary === null)).toEqual(['mindful_session']);
  });

  it('knows which metrics come every few seconds', () => {
    for (const id of [
      'heart_rate',
      'active_energy',
      'power',
      'cycling_cadence',
      'running_stride_length',
      'skin_temperature_delta',
    ] as const)
      expect(metricOf(id).dense).toBe(true);
    for (const id of ['steps', 'weight', 'dietary_water', 'resting_heart_rate', 'blood_pressure_systolic'] as const)
      expect(metricOf(id).dense).toBe(false);
  });

  it('tells ids from other text', () => {
    expect(isMetricId('steps')).toBe(true);
    expect(isMetricId('Steps')).toBe(false);
    expect(isMetricId(undefined)).toBe(false);
  });
});
