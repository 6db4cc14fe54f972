import { recordIdOf, type CanonicalRecord, type CanonicalSnapshot, type RecordId } from '@tributary/contracts';
import { firstOf, isAbsent, isObject, objectOf, textOf } from '../reading/json.js';
import { parseInstant } from '../reading/instant.js';
import { missing, Refusal, wrongKind, type RecordResult } from '../record-result.js';
import { PLATFORM_MAPPERS } from '../registry.js';
import type { BatchScope } from '../mapping/batch-scope.js';

/** What a batch holds: its canonical records, and the ids of those that were refused. */
export interface Holding {
  readonly records: readonly CanonicalRecord[];
  readonly refused: readonly RecordId[];
}

const ID_NAMES = ['uuid', 'id', 'UUID', 'recordId'] as const;

/** A refused record is on the phone all the same: its id must not be taken for deleted. */
function idOfRefused(raw: unknown, batch: BatchScope): RecordId[] {
  if (!isObject(raw)) return [];
  const id = textOf(firstOf(objectOf(raw['metadata']), ['id'])) ?? textOf(firstOf(raw, ID_NAMES));
  return id === null ? [] : [recordIdOf(batch.platform, id)];
}

export function holdingOf(
  raws: readonly unknown[],
  map: (raw: unknown, index: number) => RecordResult,
  batch: BatchScope,
): Holding {
  const mapped = raws.map((raw, index) => ({ raw, result: map(raw, index) }));
  return {
    records: mapped.flatMap(({ result }) => (result.ok ? result.records : [])),
    refused: mapped.flatMap(({ raw, result }) => (result.ok ? [] : idOfRefused(raw, batch))),
  };
}

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

function readWindow(raw: Readonly<Record<string, unknown>>): Window | Refusal {
  const startMs = readInstant(raw, 'start');
  if (startMs instanceof Refusal) return startMs;
  const endMs = readInstant(raw, 'end');
  if (endMs instanceof Refusal) return endMs;
  return startMs <= endMs
    ? { startMs, endMs }
    : new Refusal('time_window_invalid', 'start', 'The start is after the end.');
}

function readInstant(raw: Readonly<Record<string, unknown>>, path: string): number | Refusal {
  const sent = raw[path];
  if (isAbsent(sent)) return missing(path);
  const ms = parseInstant(sent);
  return Number.isNaN(ms) ? new Refusal('time_invalid', path, 'Must be an ISO 8601 instant.') : ms;
}

/** "In this window, for this type (and app), the batch holds everything there is", with the ids it holds. */
export function readSnapshot(raw: unknown, holding: Holding, batch: BatchScope): CanonicalSnapshot | Refusal {
  if (!isObject(raw)) return wrongKind('', 'an object');
  const name = textOf(raw['recordType']);
  if (name === null) return missing('recordType');
  const window = readWindow(raw);
  if (window instanceof Refusal) return window;
  const recordType = PLATFORM_MAPPERS[batch.platform].typeId(name);
  const app = textOf(raw['app']);
  const present = new Set(holding.refused);
  for (const { id, rawType, startMs, sourceId } of holding.records) {
    const isInWindow = startMs >= window.startMs && startMs < window.endMs;
    const isOfApp = app === null || batch.sources.get(sourceId)?.app.id === app;
    if (rawType === recordType && isInWindow && isOfApp) present.add(id);
  }
  return { recordType, app, ...window, present: [...present] };
}
