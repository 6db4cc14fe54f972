import type { Entity } from '@tributary/store';
import type { Drafts } from '../person/drafts.js';
import { settleEntity, type EntityChange } from '../person/entity-change.js';
import type { PersonWork, TouchedHours } from '../person/person-work.js';
import { overlaps, spansOfHours, type Span } from '../person/spans.js';

/** A derived entity as resolution gives it now. */
export interface Derived<View> {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly view: View;
}

export interface Derivation<View> {
  readonly kind: EntityChange['kind'];
  readonly drafts: Drafts<Entity<View>>;
  /** Entities this near to a change are settled again. */
  readonly settleMarginMs: number;
  /** Recordings are read this much farther, so that each entity near a change is seen whole. */
  readonly readMarginMs: number;
  /** Reads the recordings and the stored entities of a span. */
  readonly read: (span: Span) => Promise<void>;
  readonly derive: (span: Span) => readonly Derived<View>[];
}

/** Derives again what lies around the touched hours, and settles every entity near them that is other than before. */
export async function settleAround<View extends { version: number }>(
  work: PersonWork,
  touched: TouchedHours,
  derivation: Derivation<View>,
): Promise<EntityChange[]> {
  const { kind, drafts, settleMarginMs, readMarginMs, read, derive } = derivation;
  const changes: EntityChange[] = [];
  for (const span of spansOfHours(touched.ascending, settleMarginMs)) {
    const wide = { fromMs: span.fromMs - readMarginMs, toMs: span.toMs + readMarginMs };
    await read(wide);
    const now = new Map(derive(wide).map((entity) => [entity.id, entity]));
    const before = new Map([...drafts.entries()].filter(([, entity]) => overlaps(wide, entity.startMs, entity.endMs)));
    for (const id of [...new Set([...now.keys(), ...before.keys()])].sort()) {
      const isNear = [now.get(id), before.get(id)].some(
        (entity) => entity && overlaps(span, entity.startMs, entity.endMs),
      );
      const change = isNear ? settleEntity(drafts, kind, work.user, id, now.get(id) ?? null) : null;
      if (change) changes.push(change);
    }
  }
  return changes;
}
