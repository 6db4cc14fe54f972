import { BATCH_LIMITS, isPlatform, type Platform, type RequestFailureCode } from '@tributary/contracts';
import { RequestFailure } from '@tributary/http';
import { validateSync, type ValidationError } from 'class-validator';
import {
  checkAnchors,
  checkDeletions,
  checkDeletionsUnavailable,
  checkSnapshots,
  type EnvelopeError,
} from './envelope-lists.js';
import { DeviceDto, EnvelopeDto, SyncDto } from './envelope.dto.js';

/** What the gateway needs to know of a batch; the rest stays in the bytes. */
export interface Envelope {
  /** null when the body names none. */
  readonly batchId: string | null;
  readonly platform: Platform;
  readonly mode: 'live' | 'backfill';
  /** Lengths of the lists. */
  readonly records: number;
  readonly deletions: number;
}

type Row = Readonly<Record<string, unknown>>;

const MAX_ERRORS = 100;
const LISTS = ['records', 'deletions', 'deletionsUnavailable', 'snapshots'] as const;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

const invalid = (errors: readonly EnvelopeError[], code: RequestFailureCode = 'envelope_invalid') =>
  new RequestFailure(code, { errors: errors.slice(0, MAX_ERRORS).map(({ path, detail }) => ({ path, code, detail })) });

function toDevice(value: unknown): unknown {
  if (!isRow(value)) return value;
  const { id, model, osVersion, appVersion, timeZone } = value;
  return Object.assign(new DeviceDto(), { id, model, osVersion, appVersion, timeZone });
}

function toSync(value: unknown): unknown {
  if (!isRow(value)) return value;
  const { mode, sequence, anchors } = value;
  return Object.assign(new SyncDto(), { mode, sequence, anchors });
}

/** Built by hand: class-transformer would copy every record. */
function toDto(body: Row): EnvelopeDto {
  const { batchId, platform, device, sync, records, deletions, deletionsUnavailable, snapshots } = body;
  const parts = { device: toDevice(device), sync: toSync(sync) };
  return Object.assign(new EnvelopeDto(), {
    batchId,
    platform,
    records,
    deletions,
    deletionsUnavailable,
    snapshots,
    ...parts,
  });
}

/** Of the checks that a field fails the one written first is named, which says the kind: decorators run from the last. */
function flatten(errors: readonly ValidationError[], prefix = ''): readonly EnvelopeError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const path = prefix + property;
    const detail = Object.values(constraints).at(-1);
    return [...(detail === undefined ? [] : [{ path, detail }]), ...flatten(children, `${path}.`)];
  });
}

function checkEmptiness(body: Row): readonly EnvelopeError[] {
  const isEmpty = Array.isArray(body['records']) && LISTS.every((list) => lengthOf(body[list]) === 0);
  return isEmpty ? [{ path: 'records', detail: 'must not be empty when every other list is' }] : [];
}

function checkAll(body: Row, dto: EnvelopeDto, platform: Platform): readonly EnvelopeError[] {
  return [
    ...flatten(validateSync(dto, { validationError: { target: false, value: false } })),
    ...checkAnchors(isRow(body['sync']) ? body['sync']['anchors'] : undefined),
    ...checkEmptiness(body),
    ...checkDeletions(body['deletions'], platform),
    ...checkDeletionsUnavailable(body['deletionsUnavailable']),
    ...checkSnapshots(body['snapshots']),
  ];
}

/**
 * Judges the parsed body as an envelope, whole: what its records hold is the normalizer's to say.
 * @throws RequestFailure `envelope_invalid` with paths, `platform_unknown`, `batch_too_large`
 */
export function readEnvelope(body: unknown): Envelope {
  if (!isRow(body)) throw invalid([{ path: '', detail: 'must be an object' }]);
  const { platform } = body;
  if (typeof platform !== 'string') throw invalid([{ path: 'platform', detail: 'is required' }]);
  if (!isPlatform(platform))
    throw invalid([{ path: 'platform', detail: 'is not a known platform' }], 'platform_unknown');
  if (lengthOf(body['records']) > BATCH_LIMITS.records) {
    throw invalid([{ path: 'records', detail: `must be at most ${String(BATCH_LIMITS.records)}` }], 'batch_too_large');
  }
  if (lengthOf(body['records']) * lengthOf(body['snapshots']) > BATCH_LIMITS.snapshotLooks) {
    const detail = `records times snapshots must be at most ${String(BATCH_LIMITS.snapshotLooks)}`;
    throw invalid([{ path: 'snapshots', detail }], 'batch_too_large');
  }
  const dto = toDto(body);
  const errors = checkAll(body, dto, platform);
  if (errors.length > 0) throw invalid(errors);
  return {
    batchId: typeof dto.batchId === 'string' ? dto.batchId : null,
    platform,
    mode: dto.sync instanceof SyncDto && dto.sync.mode === 'backfill' ? 'backfill' : 'live',
    records: lengthOf(body['records']),
    deletions: lengthOf(body['deletions']),
  };
}
