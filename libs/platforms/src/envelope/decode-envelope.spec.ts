import { decodeEnvelope } from './decode-envelope.js';

const LEAST = { platform: 'healthkit', records: [{}] };
const SNAPSHOT = { recordType: 'Steps', start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z' };

describe('an envelope', () => {
  it('is decoded with what the project knows; nulls and unknown fields are left out', () => {
    const body = {
      ...LEAST,
      batchId: 'b-1',
      device: { id: 'A1', timeZone: 'Europe/Berlin', model: null },
      sync: { mode: 'backfill', sequence: 812, anchors: { Steps: 'x', Weight: null } },
      deletions: null,
      deletionsUnavailable: ['Steps'],
      snapshots: [SNAPSHOT],
      somethingNew: true,
    };
    expect(decodeEnvelope(body)).toEqual({
      ok: true,
      batch: {
        platform: 'healthkit',
        records: [{}],
        batchId: 'b-1',
        device: { id: 'A1', timeZone: 'Europe/Berlin' },
        sync: { mode: 'backfill', sequence: 812, anchors: { Steps: 'x' } },
        deletionsUnavailable: ['Steps'],
        snapshots: [SNAPSHOT],
      },
    });
  });

  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Mars/Olympus', 'Mars/Olympus'],
  ])('with the device zone %s tells %s', (timeZone, told) => {
    expect(decodeEnvelope({ ...LEAST, device: { timeZone } })).toMatchObject({
      ok: true,
      batch: { device: { timeZone: told } },
    });
  });

  it.each([
    ['records', { platform: 'healthkit', records: [] }],
    ['every list', { platform: 'healthkit', records: [], deletions: [], snapshots: [] }],
  ])('with nothing in %s is refused', (_what, body) => {
    expect(decodeEnvelope(body)).toMatchObject({ ok: false, code: 'envelope_invalid', errors: [{ path: 'records' }] });
  });

  it('may hold deletions alone', () => {
    expect(decodeEnvelope({ platform: 'health_connect', records: [], deletions: ['a'] })).toMatchObject({ ok: true });
  });

  it.each([
    [{ platform: 'fitbit' }, 'platform_unknown', ['platform']],
    [{ platform: 'constructor' }, 'platform_unknown', ['platform']],
    [{ platform: 7 }, 'envelope_invalid', ['platform']],
    [{ platform: undefined }, 'envelope_invalid', ['platform']],
    [{ records: {} }, 'envelope_invalid', ['records']],
    [{ records: null }, 'envelope_invalid', ['records']],
    [{ batchId: 'a b' }, 'envelope_invalid', ['batchId']],
    [{ device: [] }, 'envelope_invalid', ['device']],
    [{ device: { timeZone: 2 } }, 'envelope_invalid', ['device.timeZone']],
    [
      { sync: { mode: 'fast', sequence: -1, anchors: { a: 1 } } },
      'envelope_invalid',
      ['sync.mode', 'sync.sequence', 'sync.anchors'],
    ],
    [{ deletions: {} }, 'envelope_invalid', ['deletions']],
    [{ deletionsUnavailable: ['a', 1] }, 'envelope_invalid', ['deletionsUnavailable[1]']],
    [
      { snapshots: [SNAPSHOT, { recordType: 'Steps' }] },
      'envelope_invalid',
      ['snapshots[1].start', 'snapshots[1].end'],
    ],
    [{ snapshots: [null] }, 'envelope_invalid', ['snapshots[0]']],
  ])('with %j is refused', (fields, code, paths) => {
    const decoded = decodeEnvelope({ ...LEAST, ...fields });
    expect(decoded).toMatchObject({ ok: false, code });
    expect(!decoded.ok && decoded.errors.map(({ path }) => path)).toEqual(paths);
  });

  it.each([[null], [7], [[]], ['x']])('that is %j is refused', (body) => {
    expect(decodeEnvelope(body)).toMatchObject({ ok: false, code: 'envelope_invalid', errors: [{ path: '' }] });
  });
});
