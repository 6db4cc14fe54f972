import { sleepStageFor, type RecordType, type SleepStageInterval } from '@tributary/contracts';
import { isAbsent, isNumber, textOf, type JsonObject } from '../reading/json.js';
import { checkPieces, checkWeight } from '../mapping/document.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { sealDocument } from '../mapping/seal.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { Refusal, wrongKind } from '../record-result.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthConnectMapper } from './mapper.js';
import { readPieces } from './pieces.js';

const RULE: HeaderRule = { shape: 'interval', maxSpanMs: MAX_SPAN_MS.sleep, ahead: 'never' };

/** Stages in order of time; a session without stages is legal. Unknown stages keep their code. */
function readStages(raw: JsonObject, scope: RecordScope): SleepStageInterval[] {
  return readPieces(raw, 'stages', scope).flatMap(({ startMs, endMs, item, path }) => {
    const code = item['stage'] ?? item['type'];
    if (!isNumber(code) && typeof code !== 'string') {
      scope.warnings.add('series_sample_rejected', path);
      return [];
    }
    const { stage, known } = sleepStageFor('health_connect', code);
    if (!known) scope.warnings.add('code_unknown', `${path}.${isAbsent(item['stage']) ? 'type' : 'stage'}`);
    return [{ startMs, endMs, stage, rawStage: code }];
  });
}

/** A session of sleep with its stages. */
export function sleepFamily(type: RecordType): HealthConnectMapper {
  return function mapSleep(raw, scope) {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    if (!isAbsent(raw['stages']) && !Array.isArray(raw['stages'])) return wrongKind('stages', 'an array');
    const refused = checkWeight(raw) ?? checkPieces(raw, ['stages']);
    if (refused !== null) return refused;
    const stages = readStages(raw, scope);
    const content = { kind: 'sleep', title: textOf(raw['title']), notes: textOf(raw['notes']), stages } as const;
    return sealDocument(header, scope, { content, raw });
  };
}
