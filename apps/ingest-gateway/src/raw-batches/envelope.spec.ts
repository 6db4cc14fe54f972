import { RequestFailure } from '@tributary/http';
import { decodeEnvelope } from '@tributary/platforms';
import fc from 'fast-check';
import { resolveBatchId } from './batch-id.js';
import { readEnvelope } from './envelope.js';

const HEALTHKIT = { platform: 'healthkit', records: [{}] };
const HEALTH_CONNECT = { platform: 'health_connect', records: [{}] };
const DELETION = { recordType: 'HKQuantityTypeIdentifierStepCount', id: 'A' };
const SNAPSHOT = { recordType: 'Steps', start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z' };

function failureOf(work: () => unknown): RequestFailure {
  try {
    work();
  } catch (error) {
    if (error instanceof RequestFailure) return error;
    throw error;
  }
  throw new Error('It was not refused');
}

const refusal = (body: unknown) => {
  const { code, errors } = failureOf(() => readEnvelope(body));
  return { code, paths: errors.map(({ path }) => path) };
};

describe('an envelope that is refused', () => {
  it.each<[string, unknown, string[]]>([
    ['null', null, ['']],
    ['a list', [HEALTHKIT], ['']],
    ['a text', 'batch', ['']],
    ['no platform', { records: [{}] }, ['platform']],
    ['a platform that is no text', { platform: 1, records: [{}] }, ['platform']],
    ['no records', { platform: 'healthkit' }, ['records']],
    ['records that are an object', { platform: 'healthkit', records: { length: 1 } }, ['records']],
    ['nothing in any list', { platform: 'healthkit', records: [], deletions: [] }, ['records']],
    ['an empty batch id', { ...HEALTHKIT, batchId: '' }, ['batchId']],
    ['a batch id with a slash', { ...HEALTHKIT, batchId: 'a/b' }, ['batchId']],
    ['a batch id of 129 characters', { ...HEALTHKIT, batchId: 'a'.repeat(129) }, ['batchId']],
    ['a batch id that is a number', { ...HEALTHKIT, batchId: 7 }, ['batchId']],
    ['a device that is a text', { ...HEALTHKIT, device: 'phone' }, ['device']],
    ['a device that is a list', { ...HEALTHKIT, device: [] }, ['device']],
    ['a device zone that is a number', { ...HEALTHKIT, device: { timeZone: 2 } }, ['device.timeZone']],
    ['an unknown mode', { ...HEALTHKIT, sync: { mode: 'fast' } }, ['sync.mode']],
    ['a sequence below zero', { ...HEALTHKIT, sync: { sequence: -1 } }, ['sync.sequence']],
    ['a sequence that is no whole number', { ...HEALTHKIT, sync: { sequence: 1.5 } }, ['sync.sequence']],
    ['anchors that are a list', { ...HEALTHKIT, sync: { anchors: [] } }, ['sync.anchors']],
    ['an anchor that is a number', { ...HEALTHKIT, sync: { anchors: { a: 1 } } }, ['sync.anchors']],
    ['deletions that are an object', { ...HEALTHKIT, deletions: {} }, ['deletions']],
    ['a deletion that is a number', { ...HEALTHKIT, deletions: [1] }, ['deletions[0]']],
    ['a bare id without type on HealthKit', { ...HEALTHKIT, deletions: ['A'] }, ['deletions[0].recordType']],
    ['a sequence beyond whole numbers', { ...HEALTHKIT, sync: { sequence: 1e300 } }, ['sync.sequence']],
    ['an anchor without a type', { ...HEALTHKIT, sync: { anchors: { '': 'x' } } }, ['sync.anchors']],
    ['an anchor of 64 Ki and one', { ...HEALTHKIT, sync: { anchors: { a: 'x'.repeat(65_537) } } }, ['sync.anchors']],
    [
      'a deletion without id',
      { ...HEALTHKIT, deletions: [DELETION, DELETION, { recordType: 'x' }] },
      ['deletions[2].id'],
    ],
    ['a deletion without type on HealthKit', { ...HEALTHKIT, deletions: [{ id: 'A' }] }, ['deletions[0].recordType']],
    [
      'a deletion type that is a number',
      { ...HEALTH_CONNECT, deletions: [{ id: 'A', recordType: 1 }] },
      ['deletions[0].recordType'],
    ],
    ['a lost type that is no text', { ...HEALTHKIT, deletionsUnavailable: ['a', null] }, ['deletionsUnavailable[1]']],
    [
      'a snapshot without window',
      { ...HEALTH_CONNECT, snapshots: [{ recordType: 'Steps' }] },
      ['snapshots[0].start', 'snapshots[0].end'],
    ],
    [
      'a snapshot with a local time',
      { ...HEALTH_CONNECT, snapshots: [{ ...SNAPSHOT, start: '2026-03-01T00:00:00' }] },
      ['snapshots[0].start'],
    ],
    [
      'a snapshot with a day that does not exist',
      { ...HEALTH_CONNECT, snapshots: [{ ...SNAPSHOT, end: '2026-13-01T00:00:00Z' }] },
      ['snapshots[0].end'],
    ],
    ...['2026-03-01T24:00:00Z', '2026-03-02T00:00:00+19:00', '2026-03-02T00:00:00+18:01'].map(
      (end): [string, object, string[]] => [
        `a snapshot that ends at ${end}`,
        { ...HEALTH_CONNECT, snapshots: [{ ...SNAPSHOT, end }] },
        ['snapshots[0].end'],
      ],
    ),
    [
      'a snapshot that ends before it starts',
      { ...HEALTH_CONNECT, snapshots: [{ ...SNAPSHOT, end: '2026-02-01T00:00:00Z' }] },
      ['snapshots[0].end'],
    ],
    [
      'a snapshot that ends on a day that does not exist',
      { ...HEALTH_CONNECT, snapshots: [{ ...SNAPSHOT, end: '2026-02-30T00:00:00Z' }] },
      ['snapshots[0].end'],
    ],
    [
      'several faults at once',
      { ...HEALTHKIT, batchId: 1, sync: { mode: 1 }, deletions: [{}] },
      ['batchId', 'sync.mode', 'deletions[0].id', 'deletions[0].recordType'],
    ],
  ])('for %s names the path', (_title, body, paths) => {
    expect(refusal(body)).toEqual({ code: 'envelope_invalid', paths });
  });

  it.each<[string, object, string]>([
    ['a sequence as text', { sync: { sequence: '812' } }, 'sequence must be a whole number'],
    ['a sequence below zero', { sync: { sequence: -1 } }, 'sequence must not be less than 0'],
    ['a batch id as a number', { batchId: 7 }, 'batchId must be a string'],
  ])('for %s says what it must be', (_title, fields, detail) => {
    const { errors } = failureOf(() => readEnvelope({ ...HEALTHKIT, ...fields }));
    expect(errors.map((error) => error.detail)).toEqual([detail]);
  });

  it('for an unknown platform has a code of its own', () => {
    expect(refusal({ platform: 'fitbit', records: [{}] })).toEqual({ code: 'platform_unknown', paths: ['platform'] });
    expect(refusal({ platform: 'constructor', records: [{}] })).toEqual({
      code: 'platform_unknown',
      paths: ['platform'],
    });
  });

  it('for 10,001 records is too large', () => {
    expect(refusal({ platform: 'healthkit', records: Array(10_001).fill(0) })).toEqual({
      code: 'batch_too_large',
      paths: ['records'],
    });
    expect(readEnvelope({ platform: 'healthkit', records: Array(10_000).fill(0) }).records).toBe(10_000);
  });

  it('for more snapshots than its records can be compared with is too large', () => {
    const body = (snapshots: number) => ({
      ...HEALTH_CONNECT,
      records: Array(1_000).fill(0),
      snapshots: Array(snapshots).fill(SNAPSHOT),
    });
    const { code, errors } = failureOf(() => readEnvelope(body(1_001)));
    expect({ code, errors }).toEqual({
      code: 'batch_too_large',
      errors: [
        { path: 'snapshots', code: 'batch_too_large', detail: 'records times snapshots must be at most 1000000' },
      ],
    });
    expect(readEnvelope(body(1_000)).records).toBe(1_000);
  });

  it('never repeats a value that was sent and names at most a hundred paths', () => {
    const body = { ...HEALTHKIT, sync: { mode: 'private-1' }, deletions: Array(500).fill({ recordType: 'private-2' }) };
    const { errors } = failureOf(() => readEnvelope(body));
    expect(errors).toHaveLength(100);
    expect(JSON.stringify(errors)).not.toContain('private');
  });
});

describe('an envelope that is accepted', () => {
  it.each<[string, unknown, object]>([
    ['the least', HEALTHKIT, { batchId: null, platform: 'healthkit', mode: 'live', records: 1, deletions: 0 }],
    ['deletions alone', { platform: 'healthkit', records: [], deletions: [DELETION] }, { records: 0, deletions: 1 }],
    ['lost types alone', { platform: 'healthkit', records: [], deletionsUnavailable: ['a'] }, { records: 0 }],
    ['a snapshot alone', { platform: 'health_connect', records: [], snapshots: [SNAPSHOT] }, { records: 0 }],
    ['a deletion without type on Health Connect', { ...HEALTH_CONNECT, deletions: [{ id: 'A' }] }, { deletions: 1 }],
    [
      'a deletion whose time is the normalizer’s to judge',
      { ...HEALTHKIT, deletions: [{ ...DELETION, deletedAt: 'soon' }] },
      { deletions: 1 },
    ],
    ['history', { ...HEALTHKIT, sync: { mode: 'backfill', sequence: 0, anchors: { a: 'x' } } }, { mode: 'backfill' }],
    [
      'null for what is not known',
      { ...HEALTHKIT, batchId: null, device: null, sync: { mode: null, anchors: { a: null } }, deletions: null },
      { batchId: null, mode: 'live' },
    ],
    [
      'fields nobody knows',
      { ...HEALTHKIT, device: { id: 'A', battery: 3 }, extra: [1], __proto__x: 1 },
      { records: 1 },
    ],
    ['records that are anything at all', { platform: 'healthkit', records: [null, 1, 'a', []] }, { records: 4 }],
  ])('may hold %s', (_title, body, envelope) => {
    expect(readEnvelope(body)).toMatchObject(envelope);
  });

  it.each([['id'], ['uuid'], ['recordId']])('may name a deleted record as %s', (name) => {
    expect(readEnvelope({ ...HEALTHKIT, deletions: [{ [name]: 'A', type: 'x' }] }).deletions).toBe(1);
    expect(readEnvelope({ ...HEALTH_CONNECT, deletions: [{ [name]: 'A' }, 'B'] }).deletions).toBe(2);
  });

  it('cannot be forged through the prototype', () => {
    const body = JSON.parse('{"__proto__": {"platform": "healthkit", "records": [1]}}') as unknown;
    expect(refusal(body)).toEqual({ code: 'envelope_invalid', paths: ['platform'] });
  });
});

const text = fc.oneof(fc.string(), fc.constant(null));
const anyEnvelope = fc.record(
  {
    platform: fc.constantFrom('healthkit', 'health_connect', 'other', 1),
    records: fc.oneof({ weight: 5, arbitrary: fc.array(fc.jsonValue()) }, fc.jsonValue()),
    batchId: fc.oneof(text, fc.stringMatching(/^[a-z0-9-]{1,10}$/), fc.jsonValue()),
    device: fc.oneof(fc.record({ id: text, timeZone: text, model: text }, { requiredKeys: [] }), fc.jsonValue()),
    sync: fc.oneof(
      fc.record(
        {
          mode: fc.constantFrom('live', 'backfill', null, 'other'),
          sequence: fc.oneof(fc.nat(), fc.double(), fc.constant(null)),
          anchors: fc.oneof(fc.dictionary(fc.string(), text), fc.constant(null)),
        },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    ),
    deletions: fc.oneof(fc.array(fc.record({ id: text, recordType: text }, { requiredKeys: [] })), fc.jsonValue()),
    deletionsUnavailable: fc.oneof(fc.array(text), fc.jsonValue()),
    snapshots: fc.oneof(
      fc.array(fc.constantFrom(SNAPSHOT, { ...SNAPSHOT, app: null }, { ...SNAPSHOT, app: 1 }, {})),
      fc.jsonValue(),
    ),
  },
  { requiredKeys: ['platform', 'records'] },
);

describe('any JSON value', () => {
  it('is accepted or refused with a code, and nothing else is thrown; what is accepted the normalizer can decode', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: anyEnvelope }, fc.jsonValue()), (body) => {
        try {
          readEnvelope(body);
        } catch (error) {
          expect(error).toBeInstanceOf(RequestFailure);
          return;
        }
        expect(decodeEnvelope(body)).toMatchObject({ ok: true });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the id of a batch', () => {
  it.each<[string, string | undefined, string | null, string]>([
    ['the body', undefined, 'b-1', 'b-1'],
    ['the header', 'h-1', null, 'h-1'],
    ['a quoted header', '"h-1"', null, 'h-1'],
    ['both, when they agree', 'x', 'x', 'x'],
  ])('comes from %s', (_title, header, ofBody, expected) => {
    expect(resolveBatchId(header, ofBody)).toBe(expected);
  });

  it('is made here when neither names one', () => {
    expect(resolveBatchId(undefined, null)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(resolveBatchId(undefined, null)).not.toBe(resolveBatchId(undefined, null));
  });

  it.each<[string, string | string[], string | null, string]>([
    ['an empty header', '', null, 'Idempotency-Key'],
    ['a header with spaces inside', 'a b', null, 'Idempotency-Key'],
    ['two headers', ['a', 'b'], null, 'Idempotency-Key'],
    ['a header and a body that differ', 'a', 'b', 'batchId'],
  ])('is refused for %s', (_title, header, ofBody, path) => {
    const { code, errors } = failureOf(() => resolveBatchId(header, ofBody));
    expect({ code, paths: errors.map((error) => error.path) }).toEqual({ code: 'envelope_invalid', paths: [path] });
  });
});
