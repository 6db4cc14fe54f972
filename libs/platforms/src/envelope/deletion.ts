import { PLATFORMS, recordIdOf, type CanonicalDeletion } from '@tributary/contracts';
import { firstOf, isAbsent, isObject, nameOf, type JsonObject } from '../reading/json.js';
import { parseInstant } from '../reading/instant.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { PLATFORM_MAPPERS } from '../registry.js';
import type { BatchScope } from '../mapping/batch-scope.js';

const ID_NAMES = ['id', 'uuid', 'recordId'] as const;
const TYPE_NAMES = ['recordType', 'type'] as const;
const MAX_ID_LENGTH = 512;

/** A deletion: an object, or the bare id where the platform's deletions tell nothing else. */
export function readDeletion(raw: unknown, index: number, batch: BatchScope): CanonicalDeletion | Refusal {
  const entry: JsonObject | null = typeof raw === 'string' ? { id: raw } : isObject(raw) ? raw : null;
  if (entry === null) return wrongKind('', 'an object or an id');
  const recordType = readType(entry, batch);
  if (recordType instanceof Refusal) return recordType;
  const rawId = firstOf(entry, ID_NAMES);
  if (isAbsent(rawId) || rawId === '') return missing('id');
  if (typeof rawId !== 'string' || rawId.length > MAX_ID_LENGTH)
    return wrongKind(nameOf(entry, ID_NAMES), 'text of at most 512 characters');
  const deletedAt = entry['deletedAt'];
  const deletedMs = isAbsent(deletedAt) ? batch.receivedMs : parseInstant(deletedAt);
  if (Number.isNaN(deletedMs)) return new Refusal('time_invalid', 'deletedAt', 'Must be an ISO 8601 instant.');
  return { index, id: recordIdOf(batch.platform, rawId), rawId, recordType, deletedMs };
}

function readType(entry: JsonObject, batch: BatchScope): string | null | Refusal {
  const type = firstOf(entry, TYPE_NAMES);
  if (isAbsent(type)) return PLATFORMS[batch.platform].deletionNeedsType ? missing('recordType') : null;
  return typeof type === 'string' && type !== ''
    ? PLATFORM_MAPPERS[batch.platform].typeId(type)
    : wrongKind(nameOf(entry, TYPE_NAMES), 'text');
}
