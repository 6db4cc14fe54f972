import { decodeChunk, encodeChunk, encodeIdColumn } from '@tributary/store';
import mongoose from 'mongoose';
import { HOUR_MS, inBuckets, START_MS } from './readings.mjs';

const { Binary } = mongoose.mongo;
const SERIES = 'demo/bench-user|heart_rate';
/** Documents of one command. */
const BULK = 1_000;

/**
 * A way to store samples. `store` writes them all; `resend` does with samples that are there what the writer does, and
 * answers how many write operations that took; `late` adds one record; `day` reads times and values of the first day.
 * @typedef {{ store(records: StoredRecord[]): Promise<void>, resend(records: StoredRecord[]): Promise<number>,
 *   late(record: StoredRecord): Promise<void>, day(): Promise<number> }} Layout
 * @typedef {import('./readings.mjs').StoredRecord} StoredRecord
 * @typedef {import('mongoose').mongo.Collection} Collection
 */

const dayRange = (toId) => ({ $gte: toId(START_MS / HOUR_MS), $lt: toId(START_MS / HOUR_MS + 24) });

/** @param {Collection} samples @returns {Layout} */
function documentPerSample(samples) {
  const documents = (records) =>
    records.flatMap((record) =>
      record.samples.map(({ part, startMs, endMs, value }) => ({
        _id: part === '' ? record.id : `${record.id}~${part}`,
        s: SERIES,
        t: new Date(startMs),
        e: new Date(endMs),
        v: value,
        version: record.version,
        revision: record.revision,
        profile: 0,
        batch: record.batchId,
        index: record.index,
      })),
    );
  return {
    async store(records) {
      await samples.createIndex({ s: 1, t: 1 });
      await inTurns(documents(records), (some) => samples.insertMany(some, { ordered: false }));
    },
    async resend(records) {
      let operations = 0;
      await inTurns(documents(records), async (some) => {
        operations += some.length;
        await samples.bulkWrite(
          some.map(({ _id, ...rest }) => ({
            updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true },
          })),
          { ordered: false },
        );
      });
      return operations;
    },
    late: async (record) => void (await samples.insertOne(documents([record])[0])),
    async day() {
      const window = { $gte: new Date(START_MS), $lt: new Date(START_MS + 24 * HOUR_MS) };
      const found = await samples.find({ s: SERIES, t: window }, { projection: { _id: 0, t: 1, v: 1 } }).toArray();
      return found.length;
    },
  };
}

/** What the three layouts of chunks share. @returns {(chunks: Collection, hours?: number) => Layout} */
const inChunks =
  ({ encode, decode }) =>
  (chunks, hours = 4) => {
    const idOf = (bucket) => `${SERIES}|${String(bucket).padStart(7, '0')}`;
    const replace = (bucket, records) => chunks.replaceOne({ _id: idOf(bucket) }, encode(records), { upsert: true });
    const known = async (bucket) => {
      const document = await chunks.findOne({ _id: idOf(bucket) });
      return document ? decode(document) : [];
    };
    return {
      async store(records) {
        for (const [bucket, list] of inBuckets(records, hours)) await replace(bucket, list);
      },
      async resend(records) {
        let operations = 0;
        for (const [bucket, list] of inBuckets(records, hours)) {
          const versions = new Map((await known(bucket)).map(({ id, version }) => [id, version.hash]));
          if (list.every(({ id, version }) => versions.get(id) === version.hash)) continue;
          operations += 1;
          await replace(bucket, list);
        }
        return operations;
      },
      async late(record) {
        const [bucket] = inBuckets([record], hours).keys();
        await replace(bucket, [...(await known(bucket)), record]);
      },
      async day() {
        const found = await chunks.find({ _id: dayRange(idOf) }).toArray();
        return found.reduce(
          (sum, document) => sum + decode(document).reduce((count, { samples }) => count + samples.length, 0),
          0,
        );
      },
    };
  };

/** A profile is shared by many records; a number stands for it. */
const plain = (record) => ({ ...record, profile: 0 });

const FIELDS = ['id', 'rawId', 'version', 'revision', 'startMs', 'endMs', 'batchId', 'index'];
const SAMPLE_FIELDS = ['part', 'startMs', 'endMs', 'value'];
const columns = (rows, fields) => Object.fromEntries(fields.map((field) => [field, rows.map((row) => row[field])]));

const arrays = {
  encode: (records) => ({
    ...columns(records, FIELDS),
    sizes: records.map(({ samples }) => samples.length),
    samples: columns(
      records.flatMap(({ samples }) => samples),
      SAMPLE_FIELDS,
    ),
  }),
  decode({ sizes, samples, ...rows }) {
    let at = 0;
    return sizes.map((size, row) => ({
      ...Object.fromEntries(FIELDS.map((field) => [field, rows[field][row]])),
      samples: Array.from({ length: size }, () => {
        const sample = Object.fromEntries(SAMPLE_FIELDS.map((field) => [field, samples[field][at]]));
        at += 1;
        return sample;
      }),
    }));
  },
};

const packed = {
  encode: (records) => ({
    n: records.length,
    e: records.at(-1)?.endMs ?? 0,
    data: new Binary(encodeChunk(records)),
    // Only HealthKit samples go without an entry in the registry.
    ...(records[0]?.id.startsWith('hk-') && { ids: new Binary(encodeIdColumn(records.map(({ id }) => id))) }),
  }),
  decode: ({ data }) => decodeChunk(data.buffer),
};

/** @type {Record<string, (collection: Collection, hours?: number) => Layout>} */
export const LAYOUTS = {
  'document per sample': documentPerSample,
  'array of subdocuments': inChunks({
    encode: (records) => ({ records: records.map(plain) }),
    decode: ({ records }) => records,
  }),
  'parallel arrays': inChunks(arrays),
  'packed columns': inChunks(packed),
};

async function inTurns(list, write) {
  for (let at = 0; at < list.length; at += BULK) await write(list.slice(at, at + BULK));
}
