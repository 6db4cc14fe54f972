import { randomUUID } from 'node:crypto';
import {
  TOPICS,
  userKey,
  type CanonicalChunk,
  type CanonicalRecord,
  type ExportKind,
  type ExportLine,
  type ImportMessage,
  type ProductEvent,
  type RoutePoint,
} from '@tributary/contracts';
import { aConsumedBatch, anIncomingMessage, MemoryOutput } from '@tributary/kafka/testing';
import {
  createIndexes,
  exportLines,
  openStore,
  ProfileRepository,
  routeOf,
  type Recording,
  type Store,
} from '@tributary/store';
import { aRun, aSampleRecord, aWorkoutContent } from '@tributary/testing';
import { createDeduplicatorPipeline } from '../deduplicator.pipeline.js';
import { pipelineDependencies } from '../dependencies.js';

const RECEIVED_MS = Date.parse('2026-10-21T08:00:00Z');
const IMPORTED_MS = RECEIVED_MS + 3_600_000;

let store: Store;
beforeEach(async () => {
  const uri = new URL(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017');
  uri.pathname = `/test-import-${randomUUID().slice(0, 8)}`;
  store = await openStore({ uri: uri.toString() });
  await createIndexes(store);
});
afterEach(async () => {
  await store.connection.dropDatabase();
  await store.close();
});

function aDeduplicator() {
  const output = new MemoryOutput();
  const service = { name: 'deduplicator', version: 'test' };
  const deps = pipelineDependencies({ store, output, service, metrics: { flushed: () => undefined } });
  const deduplicate = createDeduplicatorPipeline(deps);
  const feed = (...values: object[]) =>
    deduplicate(
      aConsumedBatch(
        values.map((value) =>
          anIncomingMessage({ topic: TOPICS.canonicalRecords.name, value: Buffer.from(JSON.stringify(value)) }),
        ),
      ),
    );
  return { output, feed };
}

const steps = (id: string, hour: string, value: number, version = 1, index = 0) =>
  aSampleRecord({
    id,
    start: `2026-10-20T${hour}:00:00Z`,
    end: `2026-10-20T${hour}:30:00Z`,
    value,
    version: { client: version },
    overrides: { index },
  });

const deletion = (id: string) => ({
  index: 0,
  id: steps(id, '06', 1).id,
  rawId: id,
  recordType: null,
  deletedMs: RECEIVED_MS,
});

const NOTHING = { deletionProblems: [], deletionsUnavailable: [], snapshots: [], anchors: {}, sequence: null };

/** Two records, of which one comes again in a new version and the other one is deleted. */
const aLife = (userId: string): CanonicalChunk[] => [
  aRun({
    batch: { batchId: 'b1', userId, receivedMs: RECEIVED_MS, deviceTimeZone: 'Europe/Berlin' },
    records: [steps('a', '06', 800), steps('b', '08', 300, 1, 1), steps('c', '10', 50, 1, 2)],
  }),
  aRun({ batch: { batchId: 'b2', userId, receivedMs: RECEIVED_MS }, records: [steps('a', '06', 900, 2)] }),
  aRun({
    batch: { batchId: 'b3', userId, receivedMs: RECEIVED_MS, deletions: 1 },
    records: [],
    last: { ...NOTHING, more: false, deletions: [deletion('b')] },
  }),
];

async function exportOf(userId: string): Promise<ExportLine[]> {
  const user = userKey('demo', userId);
  const profile = await new ProfileRepository(store).get(user);
  const lines: ExportLine[] = [];
  if (profile) for await (const line of exportLines(store, user, profile)) lines.push(line);
  return lines;
}

/** All but the first line, which names the person. */
const bodyOf = async (userId: string): Promise<ExportLine[]> => (await exportOf(userId)).slice(1);

/** The lines in as many parts as there are lists of kinds. */
function importOf(
  lines: readonly ExportLine[],
  userId: string,
  parts: readonly (readonly ExportKind[])[],
): ImportMessage[] {
  return parts.map((kinds, part) => ({
    schemaVersion: 1,
    import: {
      importId: 'i1',
      tenant: 'demo',
      userId,
      part,
      isLast: part === parts.length - 1,
      receivedMs: IMPORTED_MS,
    },
    lines: lines.filter(({ kind }) => kinds.includes(kind)),
  }));
}

const KNOWN: readonly ExportKind[] = [
  'export',
  'user',
  'priorities',
  'source',
  'zone_month',
  'sync_state',
  'client_record',
];
const RECORDED: readonly ExportKind[] = ['identity', 'samples', 'recording'];
const DERIVED: readonly ExportKind[] = ['workout', 'sleep', 'daily_summary', 'receipt'];

const eventsOf = ({ messages }: MemoryOutput, userId: string): ProductEvent[] =>
  messages
    .flatMap(({ value }) => (value === null ? [] : [JSON.parse(String(value)) as ProductEvent]))
    .filter((event) => event.userId === userId);

describe('the import of an export', () => {
  it('gives the same again, whether the parts come once or several times', async () => {
    const { feed, output } = aDeduplicator();
    for (const run of aLife('u1')) await feed(run);
    const lines = await exportOf('u1');
    const [known, recorded, derived] = importOf(lines, 'u2', [KNOWN, RECORDED, DERIVED]);
    await feed(known!, recorded!);
    await feed(recorded!, derived!);
    await feed(derived!);
    expect(await bodyOf('u2')).toEqual(lines.slice(1));
    const events = eventsOf(output, 'u2');
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    const told = events.flatMap(({ data }) => (data && 'changes' in data ? data.changes : []));
    expect(told.map(({ op, sample }) => [op, sample.id.slice(-1)])).toEqual([
      ['created', 'a'],
      ['created', 'c'],
    ]);
    // 900 + 50: the newer version, without what was deleted.
    const [day] = (await bodyOf('u2')).filter((line) => line.kind === 'daily_summary');
    expect(day?.data.view).toMatchObject({ date: '2026-10-20', metrics: { steps: { value: 950 } } });
  });

  it('joins with what a phone sent before it came: versions and deletes decide', async () => {
    const { feed } = aDeduplicator();
    for (const run of aLife('u1')) await feed(run);
    const lines = await exportOf('u1');
    // The phone sends its history anew: the old version, the deleted one, and one version that is newer.
    await feed(
      aRun({
        batch: { batchId: 'b9', userId: 'u2', receivedMs: RECEIVED_MS },
        records: [steps('a', '06', 800), steps('b', '08', 300, 1, 1), steps('c', '10', 70, 2, 2)],
      }),
    );
    for (const part of importOf(lines, 'u2', [KNOWN, RECORDED, DERIVED])) await feed(part);
    const body = await bodyOf('u2');
    const stored = body.filter((line) => line.kind === 'samples').map(({ data }) => data.record);
    expect(stored.map(({ id, samples }) => [id.slice(-1), samples[0]?.value])).toEqual([
      ['a', 900],
      ['c', 70],
    ]);
    const [day] = body.filter((line) => line.kind === 'daily_summary');
    expect(day?.data.view).toMatchObject({ metrics: { steps: { value: 970 } } });
  });

  /** A session, of which a version tells a route, or nothing of it. */
  const session = (version: number, route: readonly RoutePoint[] | null): CanonicalRecord => ({
    ...steps('s', '12', 0, version),
    rawType: 'ExerciseSession',
    content: aWorkoutContent({ route }),
  });
  const ROUTE: readonly RoutePoint[] = [
    { timeMs: Date.parse('2026-10-20T12:00:00Z'), latitude: 52.5, longitude: 13.4 },
    { timeMs: Date.parse('2026-10-20T12:00:01Z'), latitude: 52.5, longitude: 13.5 },
  ];

  it.each<[string, CanonicalRecord[], CanonicalRecord[]]>([
    ['one older version', [session(1, ROUTE)], [session(2, null)]],
    ['an older version of two', [session(1, ROUTE), session(2, null)], [session(3, null)]],
    ['what stands, to one that has nothing', [session(1, ROUTE), session(2, null)], [session(2, null)]],
    ['what stands, over an older one', [session(1, ROUTE), session(3, null)], [session(2, null)]],
    ['the phone, where the export has a newer version', [session(2, null)], [session(1, ROUTE)]],
  ])('keeps the route of %s', async (_title, exported, sent) => {
    const { feed } = aDeduplicator();
    const batch = (userId: string, record: CanonicalRecord, index: number) =>
      aRun({ batch: { batchId: `b${String(index)}`, userId, receivedMs: RECEIVED_MS }, records: [record] });
    for (const [index, record] of exported.entries()) await feed(batch('u1', record, index));
    for (const [index, record] of sent.entries()) await feed(batch('u2', record, 10 + index));
    for (const part of importOf(await exportOf('u1'), 'u2', [KNOWN, RECORDED, DERIVED])) await feed(part);
    const lines = await bodyOf('u2');
    const [recording] = lines.filter((line) => line.kind === 'recording');
    expect(routeOf(recording?.data as unknown as Recording)).toEqual(ROUTE);
    const [workout] = lines.filter((line) => line.kind === 'workout');
    expect(workout?.data.view).toMatchObject({ hasRoute: true });
  });

  it('resolves what it brought under the rules that hold here', async () => {
    const { feed } = aDeduplicator();
    for (const run of aLife('u1')) await feed(run);
    const lines = (await exportOf('u1')).map((line) =>
      line.kind === 'daily_summary'
        ? { ...line, data: { ...line.data, view: { ...line.data.view, metrics: {} } } }
        : line,
    );
    for (const part of importOf(lines, 'u2', [[...KNOWN, ...RECORDED, ...DERIVED]])) await feed(part);
    const [day] = (await bodyOf('u2')).filter((line) => line.kind === 'daily_summary');
    expect(day?.data.view).toMatchObject({ metrics: { steps: { value: 950 } } });
    expect(day?.data.version).toBe(lines.filter((line) => line.kind === 'daily_summary')[0]!.data.version + 1);
  });

  it('leaves nobody behind who was erased after it was asked for', async () => {
    const { feed } = aDeduplicator();
    for (const run of aLife('u1')) await feed(run);
    const [known, recorded, derived] = importOf(await exportOf('u1'), 'u2', [KNOWN, RECORDED, DERIVED]);
    const requestedMs = IMPORTED_MS + 1;
    const erasure = { erasureId: 'e1', tenant: 'demo', userId: 'u2', requestedMs, origin: 'live' };
    await feed(known!, recorded!, { schemaVersion: 1, erasure }, derived!);
    expect(await exportOf('u2')).toEqual([]);
    const collections = (await store.connection.db?.listCollections().toArray()) ?? [];
    for (const { name } of collections)
      expect([name, await store.collection(name).countDocuments({ _id: /^demo\/u2\|/ } as never)]).toEqual([name, 0]);
  });
});
