import { isObject, listOf, type JsonObject } from '../reading/json.js';
import { parseInstant } from '../reading/instant.js';
import type { RecordScope } from '../mapping/batch-scope.js';

/** A piece of a session: a stage, a segment, a lap. */
export interface Piece {
  readonly startMs: number;
  readonly endMs: number;
  readonly item: JsonObject;
  readonly path: string;
}

/** Pieces with a readable window, in order of time; broken ones are left out with a warning. */
export function readPieces(raw: JsonObject, key: string, scope: RecordScope): Piece[] {
  const pieces: Piece[] = [];
  for (const [at, item] of listOf(raw[key]).entries()) {
    const path = `${key}[${at}]`;
    const startMs = isObject(item) ? parseInstant(item['startTime']) : NaN;
    const endMs = isObject(item) ? parseInstant(item['endTime']) : NaN;
    if (isObject(item) && startMs <= endMs) pieces.push({ startMs, endMs, item, path });
    else scope.warnings.add('series_sample_rejected', path);
  }
  return pieces.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}
