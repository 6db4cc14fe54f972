import { isDeepStrictEqual } from 'node:util';
import type { EventOp, UserKey } from '@tributary/contracts';
import type { Entity } from '@tributary/store';
import type { Drafts } from './drafts.js';

/** A derived entity that a flush made, changed or removed. */
export interface EntityChange {
  readonly kind: 'workout' | 'sleep' | 'daily_summary';
  readonly op: EventOp;
  readonly id: string;
  readonly after: Entity<unknown>;
}

interface Versioned {
  readonly version: number;
  readonly updatedAt?: string;
}

/** Whether two views differ in more than their bookkeeping. */
const sameView = (a: Versioned, b: Versioned): boolean =>
  isDeepStrictEqual({ ...a, version: 0, updatedAt: '' }, { ...b, version: 0, updatedAt: '' });

/**
 * Sets a derived entity to what resolution says it is now (null: it is no more), and returns the change, or null when
 * it already was so.
 */
export function settleEntity<View extends Versioned>(
  drafts: Drafts<Entity<View>>,
  kind: EntityChange['kind'],
  user: UserKey,
  id: string,
  now: { readonly startMs: number; readonly endMs: number; readonly view: View } | null,
): EntityChange | null {
  const before = drafts.get(id);
  if (now === null) {
    if (before === null || before.gone) return null;
    const after = { ...before, gone: true, version: before.version + 1 };
    drafts.set(id, after);
    return { kind, op: 'deleted', id, after };
  }
  if (before && !before.gone && sameView(before.view, now.view)) return null;
  const version = (before?.version ?? 0) + 1;
  const after: Entity<View> = {
    u: user,
    startMs: now.startMs,
    endMs: now.endMs,
    version,
    gone: false,
    view: { ...now.view, version },
  };
  drafts.set(id, after);
  return { kind, op: before && !before.gone ? 'updated' : 'created', id, after };
}
