import {
  METRIC_BY_ID,
  toInstant,
  type CanonicalContent,
  type CanonicalRecord,
  type CanonicalSample,
  type Interval,
  type Source,
  type ValidatedRecord,
} from '@tributary/contracts';

type CanonicalView = Extract<ValidatedRecord, { canonical: unknown }>['canonical'][number];

const spanOf = ({ startMs, endMs }: Interval) => ({ start: toInstant(startMs), end: toInstant(endMs) });

const toSample = (sample: CanonicalSample): object => ({
  ...sample,
  ...spanOf(sample),
  unit: METRIC_BY_ID.get(sample.metric)?.unit ?? '1',
});

const toContent = (content: CanonicalContent): CanonicalView['content'] =>
  content.kind === 'samples' ? { ...content, samples: content.samples.map(toSample) } : content;

/** A canonical record as the API writes times, units and sources. */
export const toCanonicalView = (record: CanonicalRecord, sources: ReadonlyMap<string, Source>): CanonicalView => ({
  ...record,
  ...spanOf(record),
  source: sources.get(record.sourceId) ?? null,
  flags: [...record.flags],
  content: toContent(record.content),
});
