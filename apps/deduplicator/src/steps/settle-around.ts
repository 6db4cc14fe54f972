import type { Entity, UserCollection } from '@tributary/store';
import type { Drafts } from '../person/drafts.js';
import { settleEntity, type EntityChange } from '../person/entity-change.js';
import type { PersonWork, TouchedHours } from '../person/person-work.js';
import { overlaps, spansOfHours, type Span } from '../person/spans.js';

/** The local dates that a flush speaks of: what stands on others is left to the flush of those. */
export type DateScope = (date: string) => boolean;

export const EVERY_DATE: DateScope = () => true;

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
  /** Where the entities are stored. */
  readonly stored: UserCollection<Entity<View>>;
  /** Entities this near to a change are settled again. */
  readonly settleMarginMs: number;
  /** Recordings are read this much farther, so that each entity near a change is seen whole. */
  readonly readMarginMs: number;
  /** What was read of a span and may be longer than the margins: a span that is settled is widened by what sticks out of it. */
  readonly longIn?: (span: Span) => readonly Span[];
  /** Reads the recordings and the stored entities of a span. */
  readonly read: (span: Span) => Promise<void>;
  readonly derive: (span: Span) => readonly Derived<View>[];
  /** Local date that an entity stands on. */
  readonly dateOf: (entity: Omit<Derived<View>, 'id'>) => string;
  readonly scope: DateScope;
}

/** Derives again what lies around the touched hours, and settles every entity near them that is other than before. */
export async function settleAround<View extends { version: number }>(
  work: PersonWork,
  touched: TouchedHours,
  derivation: Derivation<View>,
): Promise<EntityChange[]> {
  const { kind, drafts, stored, settleMarginMs, readMarginMs, derive, dateOf, scope } = derivation;
  const changes: EntityChange[] = [];
  for (const around of spansOfHours(touched.ascending, settleMarginMs)) {
    const span = await readWhole(around, derivation);
    const wide = widened(span, readMarginMs);
    const now = new Map(derive(wide).map((entity) => [entity.id, entity]));
    // One that is named by a record may have been elsewhere, or gone: its version goes on.
    const unread = [...now.keys()].filter((id) => drafts.get(id) === null);
    drafts.take(await stored.byKeys(work.user, unread));
    const before = new Map([...drafts.entries()].filter(([, entity]) => overlaps(wide, entity.startMs, entity.endMs)));
    for (const id of [...new Set([...now.keys(), ...before.keys()])].sort()) {
      const sides = [now.get(id), before.get(id)].filter((entity) => entity !== undefined);
      const isNear = sides.some(({ startMs, endMs }) => overlaps(span, startMs, endMs));
      // One that changes its date belongs to the flush of the first: dates are gone through in order.
      const [firstDate] = sides.map(dateOf).sort();
      const isMine = firstDate !== undefined && scope(firstDate);
      const change = isNear && isMine ? settleEntity(drafts, kind, work.user, id, now.get(id) ?? null) : null;
      if (change) changes.push(change);
    }
  }
  return changes;
}

const widened = ({ fromMs, toMs }: Span, marginMs: number): Span => ({
  fromMs: fromMs - marginMs,
  toMs: toMs + marginMs,
});

/** Reads around a span, and widens it until nothing that overlaps it sticks out: what is settled must be seen whole. */
async function readWhole<View>(around: Span, { readMarginMs, read, longIn }: Derivation<View>): Promise<Span> {
  for (let span = around; ;) {
    await read(widened(span, readMarginMs));
    const inside = longIn?.(span) ?? [];
    const whole = {
      fromMs: Math.min(span.fromMs, ...inside.map(({ fromMs }) => fromMs)),
      toMs: Math.max(span.toMs, ...inside.map(({ toMs }) => toMs)),
    };
    if (whole.fromMs === span.fromMs && whole.toMs === span.toMs) return span;
    span = whole;
  }
}
