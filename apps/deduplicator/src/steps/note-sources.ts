import type { CanonicalChunk, CanonicalRecord, SourceId } from '@tributary/contracts';
import { LONGEST_RECORDING_MS, type StoredSource } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';

interface Seen {
  readonly recordingMethods: Set<string>;
  readonly metrics: Set<string>;
  firstMs: number;
  lastMs: number;
}

/** An event may last for centuries: days are resolved from a source's first data to its last, so it is seen for a week. */
const lastOf = ({ startMs, endMs }: CanonicalRecord): number => Math.min(endMs, startMs + LONGEST_RECORDING_MS);

/** Notes which sources a run speaks of: with what methods and metrics, from when to when. */
export function noteSources(work: PersonWork, run: CanonicalChunk): void {
  const seen = new Map<SourceId, Seen>();
  for (const record of run.records) {
    let of = seen.get(record.sourceId);
    if (!of)
      seen.set(
        record.sourceId,
        (of = { recordingMethods: new Set(), metrics: new Set(), firstMs: record.startMs, lastMs: lastOf(record) }),
      );
    of.recordingMethods.add(record.recordingMethod);
    of.firstMs = Math.min(of.firstMs, record.startMs);
    of.lastMs = Math.max(of.lastMs, lastOf(record));
    if (record.content.kind === 'samples') for (const { metric } of record.content.samples) of.metrics.add(metric);
    else of.metrics.add(record.content.kind === 'event' ? record.content.type : record.content.kind);
  }
  for (const { id, app, device } of run.sources) {
    const of = seen.get(id);
    if (!of) continue;
    const before = work.source(id);
    const after: StoredSource = {
      u: work.user,
      ...namedApp(app.id, before, app.name, of.lastMs),
      device,
      recordingMethods: sorted(of.recordingMethods, before?.recordingMethods),
      metrics: sorted(of.metrics, before?.metrics),
      firstMs: Math.min(of.firstMs, before?.firstMs ?? of.firstMs),
      lastMs: Math.max(of.lastMs, before?.lastMs ?? of.lastMs),
    };
    if (before === null || JSON.stringify(before) !== JSON.stringify(after)) work.sources.set(id, after);
  }
}

/** The name is the phone's to change: the one seen with the newest data stands, of several with it the greatest. */
function namedApp(
  id: string,
  before: StoredSource | null,
  name: string | null,
  lastMs: number,
): Pick<StoredSource, 'app' | 'nameMs'> {
  const known = before?.app.name ?? null;
  const knownMs = before?.nameMs ?? -Infinity;
  const isNewer = name !== null && (lastMs > knownMs || (lastMs === knownMs && name > (known ?? '')));
  if (isNewer) return { app: { id, name }, nameMs: lastMs };
  return known === null ? { app: { id, name: null } } : { app: { id, name: known }, nameMs: knownMs };
}

const sorted = (found: ReadonlySet<string>, known: readonly string[] = []): string[] =>
  [...new Set([...found, ...known])].sort();
