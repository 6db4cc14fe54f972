import { unpackChunk, type PackedChunk, type RawBatch } from '@tributary/contracts';
import { createNormalizer } from '@tributary/platforms';
import { aBrokenRecord, aStepRecord } from '../testing/raw-messages.js';
import { createMapToCanonical } from './map-to-canonical.step.js';

const mapToCanonical = createMapToCanonical(createNormalizer);
const FACTS = {
  tenant: 'demo',
  userId: 'u1',
  batchId: 'b1',
  contentHash: 'c0ffee',
  platform: 'healthkit',
  receivedMs: Date.UTC(2026, 2, 29, 6, 15),
  origin: 'live',
} as const;

const map = (batch: Omit<RawBatch, 'platform'>) => {
  const outcomes = mapToCanonical({ facts: FACTS, batch: { platform: 'healthkit', ...batch } });
  const chunks = outcomes.flatMap((outcome) =>
    outcome.kind === 'ok' ? [unpackChunk(JSON.parse(outcome.value.json) as PackedChunk)] : [],
  );
  const rejections = outcomes.filter((outcome) => outcome.kind === 'rejected');
  return { chunks, rejections };
};

describe('mapToCanonical', () => {
  it('maps good records around a broken one, which is named and put aside with its bytes', () => {
    const { chunks, rejections } = map({ records: [aStepRecord('a'), aBrokenRecord('b'), aStepRecord('c')] });
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.records.map(({ id, index }) => [id, index])).toEqual([
      ['hk-a', 0],
      ['hk-c', 2],
    ]);
    expect(chunks[0]?.problems).toMatchObject([{ index: 1, code: 'payload_invalid', path: 'records[1].quantity' }]);
    expect(rejections).toMatchObject([
      { step: 'mapToCanonical', code: 'payload_invalid', path: 'records[1].quantity', part: { index: 1 } },
    ]);
    expect(JSON.parse(rejections[0]?.part?.value ?? '')).toEqual(aBrokenRecord('b'));
  });

  it('gives the last run the deletions, snapshots, anchors and sequence, and the facts of the batch', () => {
    const { chunks, rejections } = map({
      device: { timeZone: 'Europe/Berlin' },
      sync: { sequence: 812, anchors: { HKQuantityTypeIdentifierStepCount: 'opaque' } },
      records: [aStepRecord('a')],
      deletions: [
        { recordType: 'HKQuantityTypeIdentifierStepCount', id: 'D1', deletedAt: '2026-03-29T06:10:00Z' },
        { recordType: 'HKQuantityTypeIdentifierStepCount' },
      ],
      deletionsUnavailable: ['HKCategoryTypeIdentifierSleepAnalysis'],
      snapshots: [
        { recordType: 'HKQuantityTypeIdentifierStepCount', start: '2026-03-29T00:00:00Z', end: '2026-03-30T00:00:00Z' },
        { recordType: 'HKQuantityTypeIdentifierStepCount', start: 'yesterday', end: '2026-03-30T00:00:00Z' },
      ],
    });
    expect(chunks[0]?.batch).toEqual({ ...FACTS, deviceTimeZone: 'Europe/Berlin', records: 1, deletions: 2 });
    expect(chunks[0]?.last).toMatchObject({
      deletions: [{ index: 0, id: 'hk-d1', rawId: 'D1', deletedMs: Date.UTC(2026, 2, 29, 6, 10) }],
      deletionProblems: [{ index: 1, code: 'payload_invalid', path: 'deletions[1].id' }],
      deletionsUnavailable: ['HKCategoryTypeIdentifierSleepAnalysis'],
      snapshots: [{ present: ['hk-a'], startMs: Date.UTC(2026, 2, 29), endMs: Date.UTC(2026, 2, 30) }],
      snapshotProblems: [{ index: 1, code: 'time_invalid', path: 'snapshots[1].start' }],
      anchors: { HKQuantityTypeIdentifierStepCount: 'opaque' },
      sequence: 812,
    });
    expect(rejections).toMatchObject([
      { path: 'deletions[1].id', part: { index: 1, deviceTimeZone: 'Europe/Berlin' } },
      { path: 'snapshots[1].start', part: { index: 1, value: null } },
    ]);
  });

  it('puts the whole batch aside for a record that is nested too deep to be written by itself', () => {
    const nested = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    const { chunks, rejections } = map({ records: [aStepRecord('a'), aStepRecord('b', { quantity: nested })] });
    expect(chunks[0]?.problems).toMatchObject([{ index: 1, code: 'payload_invalid' }]);
    expect(rejections).toMatchObject([{ code: 'payload_invalid' }]);
    expect(rejections[0]).not.toHaveProperty('part');
  });

  it('quarantines a record that no message could carry', () => {
    const { chunks, rejections } = map({
      records: [
        aStepRecord('a'),
        { ...aStepRecord('b'), quantityType: 'HKUnknown', type: 'Unknown', note: 'x'.repeat(16 * 1024 * 1024) },
      ],
    });
    expect(chunks.at(-1)).toMatchObject({ toIndex: 2, problems: [{ index: 1, code: 'record_too_large' }] });
    expect(rejections).toMatchObject([{ code: 'record_too_large', part: { index: 1 } }]);
  });

  it('takes a flood of 100,000 deletions', () => {
    const deletions = Array.from(
      { length: 100_000 },
      (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    ).map((id) => ({ recordType: 'HKQuantityTypeIdentifierStepCount', id }));
    const { chunks, rejections } = map({ records: [], deletions });
    expect(rejections).toEqual([]);
    expect(chunks.reduce((sum, { last }) => sum + (last?.deletions.length ?? 0), 0)).toBe(100_000);
  });

  it('refuses a batch whole whose snapshots would be too much', () => {
    const snapshot = { recordType: 'Steps', start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z' };
    const { chunks, rejections } = map({
      records: Array.from({ length: 1_001 }, () => null),
      snapshots: Array.from({ length: 1_000 }, () => snapshot),
    });
    expect(chunks).toEqual([]);
    expect(rejections).toMatchObject([{ code: 'batch_too_large', path: 'snapshots' }]);
  });
});
