import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EXPORT_KINDS,
  type AcceptedPriorities,
  type DailySummaryView,
  type ExplainView,
  type ExportLine,
  type ProductEvent,
} from '@tributary/contracts';
import { waitFor } from '@tributary/testing';
import { moveGroupsToEnd } from './harness/consumer-groups.js';
import { withDeletions, withSnapshot, withUpdates } from './harness/later-batches.js';
import { aPersonOfEach } from './harness/people.js';
import { inOneOrder, SERVED_AT, upTo } from './harness/product-topics.js';
import { deliver, type Batch, type Person } from './harness/sending.js';
import { prepareServices, startServices, type Services } from './harness/services.js';

const RULES = { rules: [{ metric: 'steps', order: [{ deviceType: 'phone' }, { deviceType: 'watch' }] }] };
const METRICS = ['steps', 'heart_rate', 'weight', 'active_energy', 'sleep_stage'];

/** What the reads answer about a person, times and versions included. */
async function everyRead({ api }: Services, userId: string): Promise<object> {
  const user = `/v1/users/${userId}`;
  const lists = ['daily-summaries', 'sleep', 'sleep?view=recorded', 'workouts', 'workouts?view=recorded', 'events'];
  const samples = METRICS.map((metric) => `samples?metric=${metric}`);
  const rows = await Promise.all([...lists, ...samples].map((list) => api.list<{ id?: string }>(`${user}/${list}`)));
  const ids = [rows[4]?.[0]?.id, rows[6]?.[0]?.id, rows[7]?.[0]?.id].filter((id) => id !== undefined);
  const others = ['', '/sources', '/priorities', ...ids.map((id) => `/records/${id}`)];
  return { rows, others: await Promise.all(others.map((path) => api.read<object>(user + path))) };
}

/** The steps of every day stand under the person's own rule, and the summary says the same. */
async function untilUnderOwnRules({ api }: Services, userId: string): Promise<void> {
  const [day] = (await api.list<DailySummaryView>(`/v1/users/${userId}/daily-summaries`)).slice(-1);
  const isSo = async (): Promise<true | null> => {
    const path = `/v1/users/${userId}/explain?metric=steps&date=${day!.date}`;
    const { rule, value } = await api.read<ExplainView>(path);
    const [now] = (await api.list<DailySummaryView>(`/v1/users/${userId}/daily-summaries`)).slice(-1);
    return rule.place === 'user' && now!.metrics['steps']!.value === value ? true : null;
  };
  await waitFor(`the rules of ${userId} to hold`, isSo, 30_000, 100);
}

describe('the export of a person', () => {
  const name = randomUUID().slice(0, 8);
  const folder = mkdtempSync(join(tmpdir(), 'import-e2e-'));
  const people = aPersonOfEach('export', 2);
  const exported = new Map<string, string>();
  const read = new Map<string, object>();
  let here: Services;

  const exportOf = async ({ api }: Services, userId: string): Promise<string> =>
    (await api.get<string>(`/v1/users/${userId}/export`)).body;
  const fileOf = (userId: string): string => join(folder, `${userId}.ndjson`);
  const bring = (userId: string): Promise<string> => here.tributary('import', '--file', fileOf(userId));

  beforeAll(async () => {
    const there = await startServices();
    for (const person of people) {
      await deliver(there.api, person);
      await there.api.put<AcceptedPriorities>(`/v1/users/${person.userId}/priorities`, RULES);
      for (const later of [withDeletions(person), withUpdates(person), withSnapshot(person)])
        await deliver(there.api, later);
      await untilUnderOwnRules(there, person.userId);
      exported.set(person.userId, await exportOf(there, person.userId));
      read.set(person.userId, await everyRead(there, person.userId));
      writeFileSync(fileOf(person.userId), exported.get(person.userId)!);
    }
    await there.stop();

    const groups = `e2e-import-${name}`;
    here = await prepareServices({ database: `tributary_test_import_${name}`, groups });
    await moveGroupsToEnd(groups);
    for (const service of here.all) service.start();
    await Promise.all(here.all.map((service) => service.untilReadiness(200)));
  }, 120_000);

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await here.stop();
  });

  it('has every kind of line', () => {
    const kinds = [...exported.values()].flatMap((text) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as ExportLine).kind),
    );
    expect(EXPORT_KINDS.filter((kind) => !kinds.includes(kind))).toEqual([]);
  });

  it.each(people)('gives the same export and the same reads in an empty installation: $userId', async ({ userId }) => {
    const printed = await bring(userId);
    const linesOf = (text: string): string[] => text.split('\n');
    expect(linesOf(await exportOf(here, userId))).toEqual(linesOf(exported.get(userId)!));
    expect(printed).toContain('export equal');
    expect(await everyRead(here, userId)).toEqual(read.get(userId));
  });

  it.each(people)('tells the subscribers of the installation all of it: $userId', async ({ userId }) => {
    const changes = await here.api.list<ProductEvent>(`/v1/users/${userId}/changes?after=0`);
    expect(changes.map(({ sequence }) => sequence)).toEqual(upTo(changes.length));
    for (const [kind, list] of Object.entries(SERVED_AT)) {
      const last = new Map<string, ProductEvent>();
      for (const event of changes.filter(({ type }) => type.startsWith(`${kind}.`))) last.set(event.entityId!, event);
      const served = await here.api.list<object>(`/v1/users/${userId}/${list}`);
      expect(inOneOrder([...last.values()].map(({ data }) => data))).toEqual(inOneOrder(served));
    }
  });

  it('is imported once, however often it is asked for', async () => {
    const [{ userId }] = people as [Person];
    const before = await here.api.list<ProductEvent>(`/v1/users/${userId}/changes?after=0`);
    expect(await bring(userId)).toContain('nothing to do');
    expect(await here.api.list<ProductEvent>(`/v1/users/${userId}/changes?after=0`)).toEqual(before);
  });

  it('is refused for a person who holds other data', async () => {
    const [one, other] = people as [Person, Person];
    const line = ['import', '--file', fileOf(one.userId), '--user', other.userId];
    await expect(here.tributary(...line)).rejects.toThrow('The person exists and holds other data');
  });

  it('lets the phone go on: what it sent is known, and a delete finds its record', async () => {
    const [{ userId, batches }] = people as [Person];
    const repeated = await here.api.sendBatch(userId, batches[0]!);
    expect(repeated.status).toBe(200);
    const again = { ...batches[0]!, batchId: randomUUID() };
    const [receipt] = await deliver(here.api, { userId, batches: [again] });
    expect(receipt!.outcomes).toMatchObject({ created: 0, updated: 0 });
    const record = batches[0]!.records[1] as unknown as { readonly uuid: string; readonly quantityType?: string };
    const deletion = { recordType: record.quantityType, id: record.uuid };
    const last: Batch = { batchId: randomUUID(), platform: 'healthkit', records: [], deletions: [deletion] };
    const [deleted] = await deliver(here.api, { userId, batches: [last] });
    expect(deleted!.outcomes).toMatchObject({ deleted: 1 });
  });
});
