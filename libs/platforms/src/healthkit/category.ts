import {
  enumFor,
  mappingsFor,
  metricOf,
  sleepStageFor,
  type CanonicalRecord,
  type Mapping,
  type MetricId,
  type RecordType,
} from '@tributary/contracts';
import { isAbsent, isScalar, nameOf, type JsonObject } from '../reading/json.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { codeOf, readCode, type CodeMap, type ReadCode } from '../mapping/codes.js';
import { sealEvent } from '../mapping/document.js';
import { sealSamples, type Header } from '../mapping/seal.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { isOpen, readHeader, type HeaderRule } from './header.js';
import type { HealthKitMapper } from './mapper.js';
import { attributesOf, booleanOf, metadataOf, sampleAttributesOf } from './metadata.js';

const VALUE_NAMES = ['value', 'categoryValue'] as const;
const EVENT_RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.unlimited, ahead: 'end', endRequired: false };
const SLEEP_RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.sleep, ahead: 'never', endRequired: true };
const MINUTE_MS = 60_000;

/** The int of a category sample; numeric text is accepted. */
function readInt(raw: JsonObject): number | Refusal {
  const path = nameOf(raw, VALUE_NAMES);
  const value = codeOf(raw[path]);
  if (isAbsent(value)) return missing(path);
  return typeof value === 'number' && Number.isInteger(value) ? value : wrongKind(path, 'an integer');
}

/** One stage of a night is one sample of its own; the value is the platform's code. */
const mapSleep: HealthKitMapper = (raw, scope) => {
  const header = readHeader(raw, 'HKCategoryTypeIdentifierSleepAnalysis', SLEEP_RULE, scope);
  if (header instanceof Refusal) return header;
  const value = readInt(raw);
  if (value instanceof Refusal) return value;
  if (!sleepStageFor('healthkit', value).known) scope.warnings.add('code_unknown', nameOf(raw, VALUE_NAMES));
  const { startMs, endMs } = header;
  const sample = { part: '', metric: 'sleep_stage', startMs, endMs, value };
  return [sealSamples(header, scope, [sample], sampleAttributesOf(raw, scope))];
};

interface CategoryPlan {
  readonly type: string;
  readonly metric: MetricId;
  readonly mapping: Mapping;
  readonly codes: CodeMap;
  /** Ints that the enum of the type has, where its value is not what is served; null: `codes` tells. */
  readonly ints: ReadonlySet<unknown> | null;
}

/** What the type says by itself: its code, the length of the record, or a boolean of its metadata. */
function readMeaning(
  plan: CategoryPlan,
  metadata: ReadonlyMap<string, unknown>,
  header: Header,
  int: number,
): ReadCode & { raw: unknown } {
  const { valueFrom } = plan.mapping;
  if (valueFrom === 'duration') return { value: (header.endMs - header.startMs) / MINUTE_MS, known: true, raw: int };
  if (valueFrom === null) return { ...readCode(plan.codes, int), raw: int };
  const sent = metadata.get(valueFrom.slice('metadata.'.length));
  const truth = booleanOf(sent);
  return { ...readCode(plan.codes, truth === null ? (sent ?? 'absent') : String(truth)), raw: sent };
}

function mapEvent(plan: CategoryPlan, raw: JsonObject, scope: RecordScope): CanonicalRecord[] | Refusal {
  const header = readHeader(raw, plan.type, EVENT_RULE, scope);
  if (header instanceof Refusal) return header;
  const int = readInt(raw);
  if (int instanceof Refusal) return int;
  const metadata = metadataOf(raw);
  const meaning = readMeaning(plan, metadata, header, int);
  const isKnown = meaning.known && (plan.ints?.has(int) ?? true);
  if (!isKnown) scope.warnings.add('code_unknown', nameOf(raw, VALUE_NAMES));
  return sealEvent(header, raw, scope, {
    type: plan.metric,
    value: meaning.value,
    rawValue: isScalar(meaning.raw) ? meaning.raw : null,
    attributes: {
      ...plan.mapping.attributes,
      ...attributesOf(metadata, scope),
      ...(isOpen(raw) ? { has_undetermined_duration: true } : {}),
    },
  });
}

function intsOf(valueEnum: string | undefined): ReadonlySet<unknown> | null {
  const members = valueEnum === undefined ? undefined : enumFor('healthkit', valueEnum)?.members;
  return members === undefined ? null : new Set(members.map(({ value }) => value));
}

/** Category types: sleep stages, and events whose value is a code. */
export function categoryFamily(type: RecordType): HealthKitMapper {
  const mapping = mappingsFor('healthkit', type.id).find(({ targetKind }) => targetKind === 'metric');
  if (mapping?.metric === undefined || mapping.metric === null)
    throw new Error(`${type.id} has no mapping of its value`);
  if (mapping.valueTable === 'sleep_stages') return mapSleep;
  const plan: CategoryPlan = {
    type: type.id,
    metric: metricOf(mapping.metric).id,
    mapping,
    codes: mapping.valueMap ?? {},
    ints: mapping.valueFrom === null ? null : intsOf(type.valueEnum),
  };
  return (raw, scope) => mapEvent(plan, raw, scope);
}
