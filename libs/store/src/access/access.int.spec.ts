import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { dropAccessDatabase, openAccessDatabase } from '../testing/access-database.js';
import { hashSecret } from './api-key.secret.js';
import { apiKeyModel } from './api-key.model.js';
import { createKey, ensureBootstrapKey, findKeyByHash, listKeys, revokeKey, touchKey } from './api-key.repository.js';
import { createReceiptClaims, findReceipt, type BatchClaim } from './receipt-claims.js';
import { createTenant } from './new-tenant.js';
import { findTenantQuota, listTenants, setTenantQuota } from './tenant.repository.js';
import { ALL_TIME_MS, changeUser, ensureUser, findUser } from './user.repository.js';

const NOW_MS = Date.UTC(2026, 10, 21);
let connection: Connection;

beforeAll(async () => {
  connection = await openAccessDatabase(process.env.MONGODB_URI);
});
afterAll(() => dropAccessDatabase(connection));

interface Stage {
  readonly stage: string;
  readonly inputStage?: Stage;
  readonly inputStages?: readonly Stage[];
}

/** Names of all stages of a plan. */
const stagesOf = ({ stage, inputStage, inputStages = [] }: Stage): string[] => [
  stage,
  ...[...inputStages, ...(inputStage ? [inputStage] : [])].flatMap(stagesOf),
];

describe('API keys', () => {
  const request = { tenant: 'acme', name: 'app', scopes: ['ingest', 'read'] as const, expiresMs: null };

  it('are found by the hash of their secret, which is stored nowhere', async () => {
    const made = await createKey(connection, request, NOW_MS);
    expect(made.secret).toMatch(/^trb_[\w-]{43}$/);
    expect(await findKeyByHash(connection, hashSecret(made.secret))).toMatchObject({
      keyId: made.keyId,
      tenant: 'acme',
      scopes: ['ingest', 'read'],
    });
    expect(await findKeyByHash(connection, hashSecret('trb_other'))).toBeNull();
    const stored = await connection.db?.collection('api_keys').find().toArray();
    expect(JSON.stringify(stored)).not.toContain(made.secret);
  });

  it('are listed until they are revoked, by their own tenant only', async () => {
    const tenant = `t-${randomUUID()}`;
    const made = await createKey(connection, { ...request, tenant }, NOW_MS);
    await touchKey(connection, made.keyId, NOW_MS + 5);
    await touchKey(connection, made.keyId, NOW_MS + 3);
    expect(await listKeys(connection, tenant)).toMatchObject([{ keyId: made.keyId, lastUsedMs: NOW_MS + 5 }]);
    expect(await revokeKey(connection, 'another', made.keyId, NOW_MS)).toBe(false);
    expect(await revokeKey(connection, tenant, made.keyId, NOW_MS)).toBe(true);
    expect(await revokeKey(connection, tenant, made.keyId, NOW_MS)).toBe(false);
    expect(await listKeys(connection, tenant)).toEqual([]);
    expect((await findKeyByHash(connection, hashSecret(made.secret)))?.revokedMs).toBe(NOW_MS);
  });

  it('of a fresh installation are made once, with their tenant, and stay revoked', async () => {
    const secret = `trb_${randomUUID()}`;
    await ensureBootstrapKey(connection, 'demo', secret, NOW_MS);
    await ensureBootstrapKey(connection, 'demo', secret, NOW_MS + 1);
    const key = await findKeyByHash(connection, hashSecret(secret));
    expect(key).toMatchObject({ tenant: 'demo', createdMs: NOW_MS, scopes: ['ingest', 'read', 'admin', 'operator'] });
    expect(await listTenants(connection)).toContainEqual({ id: 'demo', name: 'demo' });
    await revokeKey(connection, 'demo', key?.keyId ?? '', NOW_MS);
    await ensureBootstrapKey(connection, 'demo', secret, NOW_MS + 2);
    expect((await findKeyByHash(connection, hashSecret(secret)))?.revokedMs).toBe(NOW_MS);
  });

  it.each<[string, object, object]>([
    ['findKeyByHash', { hash: 'x' }, {}],
    ['listKeys', { tenant: 'x', revokedAt: null }, { createdAt: 1 }],
  ])('are read through an index by %s, without a sort in memory', async (_title, filter, sort) => {
    const explained = (await apiKeyModel(connection)
      .find(filter)
      .sort(sort as Record<string, 1>)
      .explain('queryPlanner')) as unknown as {
      queryPlanner: { winningPlan: Stage };
    };
    const stages = stagesOf(explained.queryPlanner.winningPlan);
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('SORT');
  });
});

describe('tenants', () => {
  it('have an id of their own', async () => {
    const id = `t-${randomUUID()}`;
    const key = await createTenant(connection, { id, name: 'Acme' }, ['admin'], NOW_MS);
    expect(await createTenant(connection, { id, name: 'Other' }, ['admin'], NOW_MS)).toBeNull();
    expect(await listKeys(connection, id)).toMatchObject([{ keyId: key?.keyId, scopes: ['admin'] }]);
    expect(await listTenants(connection)).toContainEqual({ id, name: 'Acme' });
    expect(await findTenantQuota(connection, id)).toBeNull();
    expect(await setTenantQuota(connection, id, 600)).toBe(true);
    expect(await findTenantQuota(connection, id)).toBe(600);
    expect(await setTenantQuota(connection, id, null)).toBe(true);
    expect(await findTenantQuota(connection, id)).toBeNull();
    expect(await setTenantQuota(connection, randomUUID(), 600)).toBe(false);
  });
});

describe('a tenant whose first key could not be stored', () => {
  const id = `t-${randomUUID()}`;
  const make = () => createTenant(connection, { id, name: 'Acme' }, ['admin'], NOW_MS);
  const onlyOther = (validator: object) => connection.db?.command({ collMod: 'api_keys', validator });

  it('is not there, and is made when it is asked for again', async () => {
    await onlyOther({ tenant: { $ne: id } });
    await expect(make()).rejects.toThrow('validation');
    await onlyOther({});
    expect((await listTenants(connection)).map((tenant) => tenant.id)).not.toContain(id);
    expect(await make()).toMatchObject({ tenant: id, scopes: ['admin'] });
    expect(await listKeys(connection, id)).toHaveLength(1);
  });
});

describe('users', () => {
  it('come into being once, also when many batches come at once', async () => {
    const userId = randomUUID();
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ensureUser(connection, 'acme', userId, NOW_MS + i)),
    );
    expect(created.filter(Boolean)).toHaveLength(1);
    expect(await findUser(connection, 'acme', userId)).toMatchObject({
      timeZone: null,
      dayStartsAt: '00:00',
      zoneEntries: [],
    });
    expect(await findUser(connection, 'other', userId)).toBeNull();
  });

  it('have their first zone for all time and a later one from then on', async () => {
    const userId = randomUUID();
    expect((await changeUser(connection, 'acme', userId, { timeZone: 'Europe/Berlin' }, NOW_MS)).isNew).toBe(true);
    await changeUser(connection, 'acme', userId, { timeZone: 'Europe/Berlin', dayStartsAt: '04:00' }, NOW_MS + 1);
    await changeUser(connection, 'acme', userId, { timeZone: 'Asia/Tokyo' }, NOW_MS + 2);
    expect(await findUser(connection, 'acme', userId)).toMatchObject({
      timeZone: 'Asia/Tokyo',
      dayStartsAt: '04:00',
      zoneEntries: [
        { fromMs: ALL_TIME_MS, zone: 'Europe/Berlin' },
        { fromMs: NOW_MS + 2, zone: 'Asia/Tokyo' },
      ],
    });
  });
});

describe('batch claims', () => {
  const aClaim = (overrides: Partial<BatchClaim> = {}): BatchClaim => ({
    tenant: 'acme',
    userId: 'u1',
    batchId: randomUUID(),
    contentHash: 'a',
    receivedMs: NOW_MS,
    records: 3,
    deletions: 1,
    ...overrides,
  });

  it('tell a new batch, the same again and another content under its id', async () => {
    const claims = createReceiptClaims(connection);
    const batch = aClaim();
    expect(await claims.claim(batch)).toEqual({ kind: 'new' });
    expect(await claims.claim({ ...batch, receivedMs: NOW_MS + 9 })).toEqual({
      kind: 'same',
      status: 'accepted',
      receivedMs: NOW_MS,
    });
    expect(await claims.claim({ ...batch, contentHash: 'b' })).toEqual({ kind: 'reused' });
    expect(await claims.claim({ ...batch, userId: 'u2' })).toEqual({ kind: 'new' });
    expect(await claims.claim({ ...batch, tenant: 'other' })).toEqual({ kind: 'new' });
    expect(await findReceipt(connection, 'acme', 'u1', batch.batchId)).toMatchObject({
      status: 'accepted',
      records: 3,
      deletions: 1,
      cursor: 0,
    });
    expect(await findReceipt(connection, 'acme', 'u3', batch.batchId)).toBeNull();
  });

  it('give every id away once, however many come at once', async () => {
    const claims = createReceiptClaims(connection);
    const batches = Array.from({ length: 100 }, () => aClaim());
    const results = await Promise.all([...batches, ...batches].map((batch) => claims.claim(batch)));
    expect(results.filter(({ kind }) => kind === 'new')).toHaveLength(100);
    expect(results.filter(({ kind }) => kind === 'same')).toHaveLength(100);
  });

  it('see what the deduplicator wrote', async () => {
    const batch = aClaim();
    const claims = createReceiptClaims(connection);
    await claims.claim(batch);
    await connection.db
      ?.collection<{ _id: string }>('receipts')
      .updateOne({ _id: `acme/u1|${batch.batchId}` }, { $set: { status: 'completed' } });
    expect(await claims.claim(batch)).toMatchObject({ kind: 'same', status: 'completed' });
  });
});
