import type { CanonicalChunk } from '@tributary/contracts';
import type { SyncState, ZoneLookup } from '@tributary/store';
import { aRun, aSampleRecord, aSource } from '@tributary/testing';
import { applyRun } from '../steps/apply-run.step.js';
import { PersonWork } from './person-work.js';

const KEY = 'health_connect|steps';
const NO_ZONES = { zoneInForce: () => null } as unknown as ZoneLookup;
const [watch, phone] = [aSource('watch', 'app.watch'), aSource('phone', 'app.phone')];

const at = (hour: number) => Date.UTC(2026, 9, 20, hour);

/** What an app recorded at the start of hours. */
const recorded = (batchId: string, receivedHour: number, source: typeof watch, hours: readonly number[]) =>
  aRun({
    batch: { batchId, receivedMs: at(receivedHour) },
    sources: [source],
    records: hours.map((hour) =>
      aSampleRecord({
        id: `${source.app.id}-${String(hour)}`,
        start: new Date(at(hour)).toISOString(),
        value: 1,
        source,
      }),
    ),
  });

const lost = (receivedHour: number) =>
  aRun({ batch: { batchId: 'lost', receivedMs: at(receivedHour) }, last: { deletionsUnavailable: ['steps'] } });

const WINDOW_IDS = ['app.watch-1', 'app.watch-2', 'app.watch-3', 'app.phone-3', 'app.phone-4'];

/** A snapshot that holds all that is stored: what is asked here is only what it covers. */
const snapshot = (app: string | null, from: number, to: number, receivedHour = 7) =>
  aRun({
    batch: { batchId: `${app ?? 'all'}-${String(from)}-${String(to)}`, receivedMs: at(receivedHour) },
    last: {
      snapshots: [
        { recordType: 'steps', app, startMs: at(from), endMs: at(to), present: WINDOW_IDS.map((id) => `hc-${id}`) },
      ] as never,
    },
  });

function* ordersOf<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries())
    for (const rest of ordersOf(items.toSpliced(index, 1))) yield [item, ...rest];
}

function stateAfter(runs: readonly CanonicalChunk[], before?: SyncState): SyncState | null {
  const work = new PersonWork('demo/u1' as PersonWork['user'], 'demo', 'u1', [], 'live', 0);
  if (before) work.syncStates.take([[KEY, before]]);
  for (const run of runs) applyRun(work, run, NO_ZONES);
  return work.syncStates.get(KEY);
}

/** Whether the type needs a snapshot, of every order in which the runs may come, each once and some twice. */
const needsInAnyOrder = (runs: readonly CanonicalChunk[]): boolean[] => [
  ...new Set(
    Array.from(ordersOf(runs), (order) => stateAfter([...order, ...order.slice(0, 2)])?.needsSnapshot ?? false),
  ),
];

describe('a type whose deletions were lost', () => {
  const known = [recorded('w', 5, watch, [1, 2, 3]), recorded('p', 5, phone, [3, 4]), lost(6)];

  it.each([
    ['a snapshot of one app of two', [snapshot('app.watch', 0, 6)]],
    ['a snapshot of an app that never sent any', [snapshot('app.nobody', 0, 6)]],
    ['a snapshot of all apps that leaves the end out', [snapshot(null, 0, 4)]],
    [
      'snapshots of both apps, one of which leaves its end out',
      [snapshot('app.watch', 0, 3), snapshot('app.phone', 0, 6)],
    ],
    ['snapshots of both apps, one received before', [snapshot('app.watch', 0, 6, 5), snapshot('app.phone', 0, 6)]],
  ])('needs more than %s, in whatever order all came', (_, snapshots) => {
    expect(needsInAnyOrder([...known, ...snapshots])).toEqual([true]);
  });

  it.each([
    ['one of all apps', [snapshot(null, 0, 6)]],
    ['one of each app', [snapshot('app.watch', 0, 6), snapshot('app.phone', 0, 6)]],
    ['one of each app, as far as there are records of it', [snapshot('app.watch', 1, 4), snapshot('app.phone', 3, 5)]],
    ['one of all apps, and of one app where that ends', [snapshot(null, 0, 4), snapshot('app.phone', 4, 5)]],
  ])('is covered by %s, in whatever order all came', (_, snapshots) => {
    expect(needsInAnyOrder([...known, ...snapshots])).toEqual([false]);
  });

  it('needs none of an app that began after they were lost', () => {
    const later = recorded('later', 9, phone, [8]);
    const runs = [recorded('w', 5, watch, [1, 2]), lost(6), snapshot('app.watch', 0, 6), later];
    expect(needsInAnyOrder(runs)).toEqual([false]);
  });

  it('needs one of all apps where it was stored before apps were kept', () => {
    const withoutApps = ({ apps: _, ...state }: SyncState): SyncState => state;
    const before = withoutApps(stateAfter(known)!);
    const ofEach = [snapshot('app.watch', 0, 6), snapshot('app.phone', 0, 6)];
    expect(stateAfter(ofEach, before)?.needsSnapshot).toBe(true);
    expect(stateAfter([...ofEach, recorded('w2', 8, watch, [2])], before)?.needsSnapshot).toBe(true);
    expect(stateAfter([snapshot(null, 0, 6)], before)?.needsSnapshot).toBe(false);
  });
});
