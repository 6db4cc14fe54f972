import type { CanonicalChunk, SourceId } from '@tributary/contracts';
import type { StoredSource } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';

interface Seen {
  readonly recordingMethods: Set<string>;
  readonly metrics: Set<string>;
  firstMs: number;
  lastMs: number;
}

/** Notes which sources a run speaks of: with what methods and metrics, from when to when. */
export function noteSources(work: PersonWork, run: CanonicalChunk): void {
  const seen = new Map<SourceId, Seen>();
  for (const record of run.records) {
    let of = seen.get(record.sourceId);
    if (!of)
      seen.set(
        record.sourceId,
        (of = { recordingMethods: new Set(), metrics: new Set(), firstMs: record.startMs, lastMs: record.endMs }),
      );
    of.recordingMethods.add(record.recordingMethod);
    of.firstMs = Math.min(of.firstMs, record.startMs);
    of.lastMs = Math.max(of.lastMs, record.endMs);
    if (record.content.kind === 'samples') for (const { metric } of record.content.samples) of.metrics.add(metric);
    else of.metrics.add(record.content.kind === 'event' ? record.content.type : record.content.kind);
  }
  for (const { id, app, device } of run.sources) {
    const of = seen.get(id);
    if (!of) continue;
    const before = work.source(id);
    const after: StoredSource = {
      u: work.user,
      // The name is the phone's to change: the one seen with the newest data stands.
      app: {
        id: app.id,
        name: before && before.lastMs > of.lastMs ? before.app.name : (app.name ?? before?.app.name ?? null),
      },
      device,
      recordingMethods: sorted(of.recordingMethods, before?.recordingMethods),
      metrics: sorted(of.metrics, before?.metrics),
      firstMs: Math.min(of.firstMs, before?.firstMs ?? of.firstMs),
      lastMs: Math.max(of.lastMs, before?.lastMs ?? of.lastMs),
    };
    if (before === null || JSON.stringify(before) !== JSON.stringify(after)) work.sources.set(id, after);
  }
}

const sorted = (found: ReadonlySet<string>, known: readonly string[] = []): string[] =>
  [...new Set([...found, ...known])].sort();
