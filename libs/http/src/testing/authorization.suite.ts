import { randomUUID } from 'node:crypto';
import { routesOf, SCOPES, type HttpApp, type Operation, type Route, type Scope } from '@tributary/contracts';
import { createKey, createTokenFamily, currentSigningKey, type AccessConnection } from '@tributary/store';
import { signDeviceToken } from '../device-token.js';

type Connection = AccessConnection['connection'];

/** A running service and its database. */
export interface GuardedService {
  readonly url: string;
  readonly connection: Connection;
}

export interface AuthorizationSuiteOptions {
  readonly app: HttpApp;
  readonly service: () => GuardedService;
  /** Makes the person, in the tenant. */
  readonly givePerson: (tenant: string, userId: string) => Promise<void>;
  /** A valid body for calls that read it before they look for what the path names. */
  readonly bodies?: Readonly<Partial<Record<Operation, object>>>;
  /** Path parameters of things that belong to the tenant, besides the person. */
  readonly things?: (tenant: string) => Promise<Readonly<Record<string, string>>>;
  /** Calls that make the person in the caller's own tenant, whoever else has one of that id. */
  readonly makingPeople?: readonly Operation[];
}

type Row = Route & { readonly operation: Operation };

interface Verdict {
  readonly status: number;
  readonly code: string | null;
}

/** Fits every list: what a call does not name is ignored. */
const QUERY = '?metric=steps&from=2026-03-10&to=2026-03-10';

const isAboutPerson = ({ path }: Row): boolean => path.startsWith('/v1/users/{id}');

/** Every row of the route table of an app, against a running service: nobody passes who may not. */
export function describeAuthorization(options: AuthorizationSuiteOptions): void {
  const rows = routesOf(options.app).filter(({ scope }) => scope !== null);
  const titled = (chosen: readonly Row[]) => chosen.map((row) => [row.operation, row] as const);
  const aboutPeople = rows.filter(isAboutPerson);
  const ownedThings = rows.filter(
    ({ operation, path }) =>
      path.includes('{') && !path.includes('{table}') && !options.makingPeople?.includes(operation),
  );

  describe('every call of the route table', () => {
    let caller: Caller;
    beforeAll(async () => {
      caller = await Caller.arrive(options);
    });

    it.each(titled(rows))('%s needs a token, and a good one', async (_operation, row) => {
      expect(await caller.call(row, null)).toEqual({ status: 401, code: 'token_missing' });
      expect(await caller.call(row, `trb_${'x'.repeat(40)}`)).toEqual({ status: 401, code: 'token_invalid' });
      expect(await caller.call(row, await caller.forgedDeviceToken())).toEqual({ status: 401, code: 'token_invalid' });
    });

    it.each(titled(rows))('%s needs its scope', async (_operation, row) => {
      const others = SCOPES.filter((scope) => !row.scope?.includes(scope));
      const refusal = { status: 403, code: 'scope_missing' };
      expect(await caller.call(row, await caller.key(caller.tenant, others))).toEqual(refusal);
      for (const scope of row.scope ?? []) {
        const verdict = await caller.call(row, await caller.key(caller.tenant, [scope]));
        expect([401, 403]).not.toContain(verdict.status);
      }
    });

    it.each(titled(ownedThings))('%s knows nothing of another tenant', async (_operation, row) => {
      const stranger = await caller.key(`other-${randomUUID()}`, SCOPES);
      expect(await caller.call(row, stranger)).toEqual({ status: 404, code: 'not_found' });
    });

    it.each(titled(aboutPeople))('%s refuses the device token of another person', async (_operation, row) => {
      for (const scopes of [['ingest', 'read'], ['ingest']] as const) {
        const token = await caller.deviceToken('someone-else', scopes);
        expect(await caller.call(row, token)).toEqual({ status: 403, code: 'user_mismatch' });
      }
    });

    it.each(titled(rows))('%s lets a device token do what its row says, and no more', async (_operation, row) => {
      const verdict = await caller.call(row, await caller.deviceToken(caller.userId, ['ingest', 'read']));
      if (row.deviceToken) expect([401, 403]).not.toContain(verdict.status);
      else expect(verdict).toEqual({ status: 403, code: 'scope_missing' });
    });
  });
}

/** Calls routes of a service as several people. */
class Caller {
  private constructor(
    readonly tenant: string,
    readonly userId: string,
    private readonly parameters: Readonly<Record<string, string>>,
    private readonly options: AuthorizationSuiteOptions,
  ) {}

  static async arrive(options: AuthorizationSuiteOptions): Promise<Caller> {
    const [tenant, userId] = [`t-${randomUUID()}`, `u-${randomUUID()}`];
    await options.givePerson(tenant, userId);
    const things = (await options.things?.(tenant)) ?? {};
    return new Caller(tenant, userId, { id: userId, table: 'metrics', ...things }, options);
  }

  async call({ operation, method, path, body }: Row, token: string | null): Promise<Verdict> {
    const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => this.parameters[name] ?? 'none');
    const response = await fetch(this.options.service().url + target + (method === 'GET' ? QUERY : ''), {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(this.options.bodies?.[operation] ?? {}) }),
    });
    const text = await response.text();
    const code = response.ok ? null : (JSON.parse(text) as { code: string }).code;
    return { status: response.status, code };
  }

  async key(tenant: string, scopes: readonly Scope[]): Promise<string> {
    const request = { tenant, name: 'spec', scopes, expiresMs: null };
    return (await createKey(this.options.service().connection, request, Date.now())).secret;
  }

  async deviceToken(userId: string, scopes: readonly Scope[]): Promise<string> {
    const { connection } = this.options.service();
    const request = { tenant: this.tenant, userId, scopes };
    const { family } = await createTokenFamily(connection, request, Date.now());
    return signDeviceToken(family, await currentSigningKey(connection, Date.now()), Date.now());
  }

  /** With claims that nobody signed. */
  async forgedDeviceToken(): Promise<string> {
    const [header = '', claims = ''] = (await this.deviceToken(this.userId, SCOPES)).split('.');
    return `${header}.${claims}.${'A'.repeat(86)}`;
  }
}
