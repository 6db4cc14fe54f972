import type { CanonicalDeletion, CanonicalSnapshot, Platform, RecordProblem, Source } from '@tributary/contracts';
import { readDeletion } from './envelope/deletion.js';
import { holdingOf, readSnapshot, type Holding } from './envelope/snapshot.js';
import { RecordScope, type BatchScope } from './mapping/batch-scope.js';
import { SourceBook } from './mapping/source-book.js';
import { isObject } from './reading/json.js';
import { isZone } from './reading/zone.js';
import { joinPath, Refusal, wrongKind, type RecordResult } from './record-result.js';
import { PLATFORM_MAPPERS } from './registry.js';

/** What is known of a batch beside its records. */
export interface NormalizerFacts {
  readonly platform: Platform;
  /** Receipt of the batch, epoch milliseconds: bounds what lies ahead, dates what has no date. */
  readonly receivedMs: number;
  /** `device.timeZone` of the envelope. */
  readonly deviceTimeZone: string | null;
  /** The client is a native one: bare numbers are taken where the type fixes the unit. */
  readonly native?: boolean;
}

/** Maps the parts of one batch: the same parts give the same answers, and no JSON value makes it throw. */
export interface Normalizer {
  /** `device.timeZone` of the envelope where it is an IANA zone. */
  readonly deviceTimeZone: string | null;
  /** `records[index]`. */
  record(raw: unknown, index: number): RecordResult;
  /** `deletions[index]`. */
  deletion(raw: unknown, index: number): CanonicalDeletion | RecordProblem;
  /** `snapshots[index]`, given all raw records of the batch. */
  snapshot(raw: unknown, index: number, records: readonly unknown[]): CanonicalSnapshot | RecordProblem;
  /** Sources named by the records mapped so far. */
  sources(): Source[];
}

const problemOf = (refusal: Refusal, list: string, index: number): RecordProblem => ({
  index,
  code: refusal.code,
  path: joinPath(`${list}[${index}]`, refusal.path),
  detail: refusal.detail,
});

export function createNormalizer(facts: NormalizerFacts): Normalizer {
  const { platform, receivedMs, deviceTimeZone } = facts;
  const mapper = PLATFORM_MAPPERS[platform];
  const batch: BatchScope = {
    platform,
    receivedMs,
    deviceTimeZone: deviceTimeZone !== null && isZone(deviceTimeZone) ? deviceTimeZone : null,
    native: facts.native ?? false,
    sources: new SourceBook(platform),
  };
  const record = (raw: unknown, index: number): RecordResult => {
    const scope = new RecordScope(batch, index);
    const records = isObject(raw) ? mapper.map(raw, scope) : wrongKind('', 'an object');
    return records instanceof Refusal
      ? { ok: false, problem: problemOf(records, 'records', index) }
      : { ok: true, records, warnings: scope.warnings.list() };
  };
  let held: { readonly raws: readonly unknown[]; readonly holding: Holding } | null = null;
  const hold = (raws: readonly unknown[]): Holding => {
    if (held?.raws !== raws) held = { raws, holding: holdingOf(raws, record, batch) };
    return held.holding;
  };
  return {
    deviceTimeZone: batch.deviceTimeZone,
    record,
    deletion(raw, index) {
      const deletion = readDeletion(raw, index, batch);
      return deletion instanceof Refusal ? problemOf(deletion, 'deletions', index) : deletion;
    },
    snapshot(raw, index, records) {
      const snapshot = readSnapshot(raw, hold(records), batch);
      return snapshot instanceof Refusal ? problemOf(snapshot, 'snapshots', index) : snapshot;
    },
    sources: () => batch.sources.sources(),
  };
}
