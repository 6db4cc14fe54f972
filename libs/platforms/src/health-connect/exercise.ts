import {
  enumFor,
  sportFor,
  type CanonicalContent,
  type RecordType,
  type WorkoutLap,
  type WorkoutSegment,
  type WorkoutStatistic,
} from '@tributary/contracts';
import { isAbsent, isNumber, isScalar, textOf, type JsonObject } from '../reading/json.js';
import { codeOf } from '../mapping/codes.js';
import { checkPieces, checkWeight } from '../mapping/document.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { createSample } from '../mapping/sample.js';
import { sealDocument, type Header } from '../mapping/seal.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { attributePlanOf, readAttributes } from './attributes.js';
import { valueFieldOf, valueRowsOf, type ValueField } from './fields.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthConnectMapper } from './mapper.js';
import { readPieces } from './pieces.js';
import { readRoute } from './exercise-route.js';
import { readField } from './unit-object.js';

const RULE: HeaderRule = { shape: 'interval', maxSpanMs: MAX_SPAN_MS.workout, ahead: 'never' };
const TYPE = 'ExerciseSession';

const fieldOf = (sourceField: string): ValueField => {
  const row = valueRowsOf(TYPE).find((candidate) => candidate.sourceField === sourceField);
  if (row === undefined) throw new Error(`${TYPE} has no mapping of ${sourceField}`);
  return valueFieldOf(row, sourceField.slice(sourceField.lastIndexOf('.') + 1));
};
const LAP_LENGTH = fieldOf('laps[].length');
const EXERTION = fieldOf('rateOfPerceivedExertion');
const ATTRIBUTES = attributePlanOf(TYPE, ['title', 'notes']);

/** Int → name in lower snake case; the ints are Jetpack's. */
const SEGMENT_NAMES: ReadonlyMap<unknown, string> = new Map(
  (enumFor('health_connect', 'ExerciseSegmentType')?.members ?? []).flatMap(({ value, name }) => [
    [value, name.toLowerCase()],
    [name, name.toLowerCase()],
  ]),
);

function readSegments(raw: JsonObject, scope: RecordScope): WorkoutSegment[] {
  return readPieces(raw, 'segments', scope).map(({ startMs, endMs, item, path }) => {
    const sent = codeOf(item['segmentType']);
    const code = typeof sent === 'string' ? sent.replace(/^EXERCISE_SEGMENT_TYPE_/, '') : sent;
    const type = SEGMENT_NAMES.get(code);
    if (type === undefined) scope.warnings.add('code_unknown', `${path}.segmentType`);
    const rawType = isNumber(sent) || typeof sent === 'string' ? sent : 'unknown';
    const repetitions = item['repetitions'];
    const segment = { startMs, endMs, type: type ?? 'unknown', rawType };
    return isNumber(repetitions) && Number.isInteger(repetitions) && repetitions > 0
      ? { ...segment, repetitions }
      : segment;
  });
}

/** Laps; a length of zero is the library's way of saying that there is none. */
function readLaps(raw: JsonObject, scope: RecordScope): WorkoutLap[] {
  return readPieces(raw, 'laps', scope).map(({ startMs, endMs, item, path }) => {
    const lap = { startMs, endMs };
    if (isAbsent(item['length'])) return lap;
    const sent = readField(item['length'], LAP_LENGTH.shape, 'length', scope.batch.native);
    const sample = sent instanceof Refusal ? sent : createSample(LAP_LENGTH.plan, '', lap, sent, scope.batch.platform);
    if (!(sample instanceof Refusal)) return sample.value === 0 ? lap : { ...lap, lengthMeters: sample.value };
    scope.warnings.add('series_sample_rejected', `${path}.length`);
    return lap;
  });
}

/** The record has no energy, distance or heart rate; only how hard it felt. */
function readStatistics(raw: JsonObject, header: Header, scope: RecordScope): Record<string, WorkoutStatistic> {
  const value = raw[EXERTION.field];
  if (typeof value !== 'number') return {};
  const sent = { value, unit: EXERTION.plan.sourceUnit, valuePath: EXERTION.field, unitPath: EXERTION.field };
  const sample = createSample(EXERTION.plan, '', header, sent, scope.batch.platform);
  if (!(sample instanceof Refusal))
    return { [EXERTION.plan.metric]: { unit: EXERTION.plan.unit, value: sample.value } };
  scope.warnings.add('series_sample_rejected', EXERTION.field);
  return {};
}

type WorkoutContent = Extract<CanonicalContent, { kind: 'workout' }>;

function contentOf(raw: JsonObject, header: Header, rawSport: number | string, scope: RecordScope): WorkoutContent {
  const { sport, known } = sportFor('health_connect', rawSport);
  if (!known) scope.warnings.add('code_unknown', 'exerciseType');
  return {
    kind: 'workout',
    sport,
    rawSport,
    title: textOf(raw['title']),
    notes: textOf(raw['notes']),
    activeSeconds: null,
    statistics: readStatistics(raw, header, scope),
    segments: readSegments(raw, scope),
    laps: readLaps(raw, scope),
    events: [],
    route: readRoute(raw, scope),
    attributes: readAttributes(raw, ATTRIBUTES, scope),
  };
}

const MAX_NAME_LENGTH = 64;

/** A session of exercise with its segments, laps and route. */
export function exerciseFamily(type: RecordType): HealthConnectMapper {
  return function mapExercise(raw, scope) {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    const sent = raw['exerciseType'];
    if (isAbsent(sent)) return missing('exerciseType');
    const code = isScalar(sent) ? codeOf(sent) : null;
    if (typeof code !== 'number' && !(typeof code === 'string' && code.length <= MAX_NAME_LENGTH))
      return wrongKind('exerciseType', 'an integer or a name');
    return (
      checkWeight(raw) ??
      checkPieces(raw, ['segments', 'laps']) ??
      sealDocument(header, scope, { content: contentOf(raw, header, code, scope), raw })
    );
  };
}
