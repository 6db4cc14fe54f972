import { randomUUID } from 'node:crypto';
import { sourceIdOf } from '@tributary/contracts';

/** Devices of one person, all told apart by their kind. */
export const DEVICES = ['watch', 'band', 'phone'];
const appOf = (type) => `com.example.${type}`;
const sourceOf = (type) => ({
  id: sourceIdOf(appOf(type), 'Acme', type, type),
  app: { id: appOf(type), name: type },
  device: { manufacturer: 'Acme', model: type, type },
});
export const sourceIdOfDevice = (type) => sourceOf(type).id;

/** A run of one batch as the normalizer hands it on. @returns {import('@tributary/contracts').CanonicalChunk} */
export function aRun({ userId, platform, device = 'watch', records = [], deletions = [] }) {
  return {
    schemaVersion: 1,
    batch: {
      tenant: 'demo',
      userId,
      batchId: randomUUID(),
      contentHash: randomUUID(),
      platform,
      origin: 'live',
      receivedMs: Date.now(),
      deviceTimeZone: 'Europe/Berlin',
      records: records.length,
      deletions: deletions.length,
    },
    fromIndex: 0,
    toIndex: records.length,
    sources: [sourceOf(device)],
    records: records.map((record, index) => ({ ...record, index, sourceId: sourceIdOfDevice(device) })),
    problems: [],
    warnings: [],
    last: {
      deletions: deletions.map((id, index) => ({
        index,
        id,
        rawId: id.slice(3),
        recordType: null,
        deletedMs: Date.now(),
      })),
      deletionProblems: [],
      deletionsUnavailable: [],
      snapshots: [],
      anchors: {},
      sequence: null,
    },
  };
}

/** Stored records as records of a run. */
export const asSent = (records, metric) =>
  records.map(({ id, rawId, version, startMs, endMs, profile, samples }) => ({
    id,
    rawId,
    version,
    startMs,
    endMs,
    ...profile,
    clientRecordId: null,
    content: {
      kind: 'samples',
      samples: samples.map((sample) => ({
        part: sample.part,
        metric,
        startMs: sample.startMs,
        endMs: sample.endMs,
        value: sample.value,
      })),
    },
  }));

/** Records of one day, in runs no larger than the normalizer makes them. */
export function* runsOf(records, head) {
  let run = [];
  let samples = 0;
  for (const record of records) {
    if (run.length === 500 || samples + record.content.samples.length > 2_000) {
      yield aRun({ ...head, records: run });
      run = [];
      samples = 0;
    }
    run.push(record);
    samples += record.content.samples.length;
  }
  if (run.length > 0) yield aRun({ ...head, records: run });
}
