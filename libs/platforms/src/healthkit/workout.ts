import { sportFor, type CanonicalContent, type CanonicalRecord, type RecordType } from '@tributary/contracts';
import { isAbsent, isObject, textOf, type JsonObject } from '../reading/json.js';
import { codeOf } from '../mapping/codes.js';
import { checkPieces, checkWeight } from '../mapping/document.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { sealDocument, type Header } from '../mapping/seal.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthKitMapper } from './mapper.js';
import { attributesOf, metadataOf } from './metadata.js';
import { readEvents, readLaps, readSegments } from './workout-pieces.js';
import { readRoute } from './workout-route.js';
import { readSeconds, readStatistics } from './workout-statistics.js';

const RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.workout, ahead: 'never', endRequired: true };

type WorkoutContent = Extract<CanonicalContent, { kind: 'workout' }>;

function readSport(raw: JsonObject): number | string | Refusal {
  const sent = raw['workoutActivityType'];
  if (isAbsent(sent)) return missing('workoutActivityType');
  const code = codeOf(sent);
  return (typeof code === 'number' && Number.isInteger(code)) || (typeof code === 'string' && code.length <= 64)
    ? code
    : wrongKind('workoutActivityType', 'an integer');
}

function contentOf(raw: JsonObject, header: Header, rawSport: number | string, scope: RecordScope): WorkoutContent {
  const metadata = metadataOf(raw);
  const { sport, known } = sportFor('healthkit', rawSport, Object.fromEntries(metadata));
  if (!known) scope.warnings.add('code_unknown', 'workoutActivityType');
  const events = readEvents(raw, scope);
  const duration = raw['duration'];
  return {
    kind: 'workout',
    sport,
    rawSport,
    title: textOf(metadata.get('HKWorkoutBrandName')),
    notes: null,
    activeSeconds: isObject(duration) || typeof duration === 'number' ? readSeconds(duration, scope) : null,
    statistics: readStatistics(raw, metadata, header, scope),
    segments: readSegments(raw, scope),
    laps: readLaps(events, metadata),
    events,
    route: readRoute(raw, header.client !== null, scope),
    attributes: attributesOf(metadata, scope),
  };
}

const PIECES = ['events', 'workoutEvents', 'activities', 'workoutActivities'] as const;

/** Workouts of all bridge versions: plain numbers of 8.x, no totals in 11 to 13.2.0, attached routes and statistics. */
export function workoutFamily(type: RecordType): HealthKitMapper {
  return function mapWorkout(raw, scope): readonly CanonicalRecord[] | Refusal {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    const rawSport = readSport(raw);
    if (rawSport instanceof Refusal) return rawSport;
    return (
      checkWeight(raw) ??
      checkPieces(raw, PIECES) ??
      sealDocument(header, scope, { content: contentOf(raw, header, rawSport, scope), raw })
    );
  };
}
