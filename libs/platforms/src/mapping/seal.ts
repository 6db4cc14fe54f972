import { hash } from 'node:crypto';
import {
  contentRecordId,
  partId,
  recordIdOf,
  type CanonicalContent,
  type CanonicalRecord,
  type CanonicalSample,
  type FlagId,
  type Interval,
  type RecordId,
  type RecordingMethod,
  type SampleAttributes,
  type SourceId,
} from '@tributary/contracts';
import { canonicalJson, numberText } from '../reading/canonical-json.js';
import { storable } from '../reading/storable.js';
import type { RecordScope } from './batch-scope.js';

/** What every record says about itself, whatever it holds. */
export interface Header extends Interval {
  readonly rawType: string;
  readonly rawId: string | null;
  readonly startOffsetMinutes: number | null;
  readonly endOffsetMinutes: number | null;
  readonly timeZone: string | null;
  readonly sourceId: SourceId;
  readonly recordingMethod: RecordingMethod;
  readonly flags: readonly FlagId[];
  readonly clientRecordId: string | null;
  /** Writer's version, null where it gives none. */
  readonly client: number | null;
  /** Last change on the platform, epoch milliseconds. */
  readonly modifiedMs: number | null;
  /** The window is when the fact was told, and no part of what it says. */
  readonly timeless?: true;
}

/** A raw record that is an event and holds values gives a second record, its values, under this part of its id. */
const VALUES_PART = 'values';

const HASH_DIGITS = 16;

const windowText = ({ timeless, startMs, endMs }: Header): string => (timeless ? '|' : `${startMs}|${endMs}`);

const headText = (header: Header): string =>
  `${windowText(header)}|${header.startOffsetMinutes ?? ''}|${header.endOffsetMinutes ?? ''}|${header.timeZone ?? ''}|${header.sourceId}|${header.recordingMethod}`;

/** Parts and times say the same within one record, so only what tells siblings apart is in the text. */
function samplesText(header: Header, samples: readonly CanonicalSample[]): string {
  const [first] = samples;
  if (first === undefined) return '';
  if (samples.length === 1 && first.part === '')
    return `|${first.metric}|${numberText(first.value)}${attributesText(first)}`;
  let text = '';
  for (const sample of samples)
    text += `|${sample.metric},${sample.startMs - header.startMs},${sample.endMs - sample.startMs},${numberText(sample.value)}`;
  return text + attributesText(first);
}

/** Attributes are the record's, the same for each of its samples. */
const attributesText = ({ attributes }: CanonicalSample): string =>
  attributes === undefined ? '' : `|${canonicalJson(attributes)}`;

const digestOf = (text: string): string => hash('sha256', text, 'hex');

interface Seal {
  readonly id: RecordId;
  readonly digest: string;
  readonly flags: readonly FlagId[];
}

function sealOf(header: Header, scope: RecordScope, text: string): Seal {
  const digest = digestOf(headText(header) + text);
  return header.rawId === null
    ? { id: contentRecordId(scope.batch.platform, digest), digest, flags: [...header.flags, 'content_identity'] }
    : { id: recordIdOf(scope.batch.platform, header.rawId), digest, flags: header.flags };
}

function build(header: Header, scope: RecordScope, seal: Seal, content: CanonicalContent): CanonicalRecord {
  return {
    id: seal.id,
    index: scope.index,
    version: { client: header.client, modifiedMs: header.modifiedMs, hash: seal.digest.slice(0, HASH_DIGITS) },
    rawType: header.rawType,
    rawId: header.rawId,
    startMs: header.startMs,
    endMs: header.endMs,
    startOffsetMinutes: header.startOffsetMinutes,
    endOffsetMinutes: header.endOffsetMinutes,
    timeZone: header.timeZone,
    sourceId: header.sourceId,
    recordingMethod: header.recordingMethod,
    flags: seal.flags,
    clientRecordId: header.clientRecordId,
    content,
  };
}

/** A record of values: they are all of it, the raw record stays in the batch. `attributes` hold for each of them. */
export function sealSamples(
  header: Header,
  scope: RecordScope,
  values: readonly CanonicalSample[],
  attributes?: SampleAttributes,
): CanonicalRecord {
  const samples = attributes === undefined ? values : values.map((sample) => ({ ...sample, attributes }));
  const content = { kind: 'samples', samples } as const;
  return build(header, scope, sealOf(header, scope, samplesText(header, samples)), content);
}

export interface DocumentParts {
  readonly content: Exclude<CanonicalContent, { kind: 'samples' }>;
  /** The record as sent. */
  readonly raw: unknown;
  /** The payload is kept, not taken apart: it belongs to the version too. */
  readonly opaque?: boolean;
  /** Identity of a fact that has none on the platform, such as a person's date of birth. */
  readonly id?: RecordId;
  /** Values that the record holds beside the event it is. */
  readonly values?: readonly CanonicalSample[];
}

/** A record that becomes a document, and the record of its values if it has any; they share identity and version. */
export function sealDocument(header: Header, scope: RecordScope, parts: DocumentParts): CanonicalRecord[] {
  const values = parts.values ?? [];
  const text =
    `|${canonicalJson(parts.content)}` +
    samplesText(header, values) +
    (parts.opaque === true ? `|${canonicalJson(parts.raw)}` : '');
  const named = parts.id;
  const seal: Seal =
    named === undefined
      ? sealOf(header, scope, text)
      : { id: named, digest: digestOf(headText(header) + text), flags: header.flags };
  const event = { ...build(header, scope, seal, storable(parts.content)), raw: storable(parts.raw) };
  if (values.length === 0) return [event];
  const id = partId(seal.id, VALUES_PART) as RecordId;
  return [event, build(header, scope, { ...seal, id }, { kind: 'samples', samples: values })];
}
