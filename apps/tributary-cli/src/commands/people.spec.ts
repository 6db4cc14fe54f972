import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { parseConfig } from '@tributary/observability';
import { Command } from 'commander';
import { CONFIG } from '../config.js';
import { addPriorities } from './priorities.command.js';
import { addPeople } from './users.command.js';

interface Seen {
  readonly call: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

const ERASURE = {
  erasureId: 'e1',
  status: 'requested',
  requestedAt: '2026-03-29T06:15:00.000Z',
  completedAt: null,
  steps: [{ name: 'requested', status: 'done', at: '2026-03-29T06:15:00.000Z', detail: 'Reads find nobody.' }],
};
const ANSWERS: Readonly<Record<string, readonly [status: number, body: object]>> = {
  'DELETE /v1/users/u1': [202, ERASURE],
  'DELETE /v1/users/u2': [404, { code: 'not_found', errors: [] }],
  'GET /v1/erasures/e1': [200, { ...ERASURE, status: 'completed' }],
  'POST /v1/users/u1/device-tokens': [201, { accessToken: 'a', expiresIn: 3600, refreshToken: 'r', scopes: [] }],
  'PUT /v1/priorities': [202, { version: 7, rules: [] }],
  'PUT /v1/users/u1/priorities': [
    400,
    { code: 'envelope_invalid', errors: [{ path: 'rules[0].metric', code: 'envelope_invalid', detail: 'is unknown' }] },
  ],
};

let gateway: Server;
let seen: Seen[];
let folder: string;

beforeEach(async () => {
  seen = [];
  folder = mkdtempSync(join(tmpdir(), 'cli-spec-'));
  gateway = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = `${request.method ?? ''} ${request.url ?? ''}`;
      const text = Buffer.concat(chunks).toString();
      seen.push({ call, token: request.headers.authorization, body: text === '' ? null : JSON.parse(text) });
      const [status, body] = ANSWERS[call] ?? [500, { code: 'internal_error', errors: [] }];
      response.writeHead(status).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => gateway.close(resolve));
});

/** Runs a command line against the gateway. @returns what it printed. */
async function run(...line: string[]): Promise<string> {
  const { port } = gateway.address() as AddressInfo;
  const env = { GATEWAY_URL: `http://127.0.0.1:${String(port)}`, TRIBUTARY_API_KEY: 'trb_spec' };
  const config = parseConfig(CONFIG, env);
  const program = new Command('tributary');
  addPeople(program, config);
  addPriorities(program, config);
  let printed = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    await program.parseAsync(line, { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return printed;
}

describe('the command line', () => {
  it('erases a person and shows the steps', async () => {
    expect(await run('users', 'erase', 'u1')).toBe(
      'e1\trequested\n  requested\tdone\t2026-03-29T06:15:00.000Z\tReads find nobody.\n',
    );
    expect(seen).toEqual([{ call: 'DELETE /v1/users/u1', token: 'Bearer trb_spec', body: null }]);
  });

  it('waits for the end of an erasure when asked to', async () => {
    expect(await run('users', 'erase', 'u1', '--wait')).toContain('e1\tcompleted\n');
    expect(seen.map(({ call }) => call)).toEqual(['DELETE /v1/users/u1', 'GET /v1/erasures/e1']);
  });

  it('issues device tokens', async () => {
    expect(await run('device-tokens', 'create', 'u1', '--scopes', 'ingest,read')).toContain('"refreshToken": "r"');
    expect(seen[0]?.body).toEqual({ scopes: ['ingest', 'read'] });
  });

  it('sets the rules that a file holds', async () => {
    const file = join(folder, 'rules.json');
    const change = { rules: [{ metric: 'steps', order: [{ deviceType: 'watch' }] }] };
    writeFileSync(file, JSON.stringify(change));
    expect(await run('priorities', 'set', '--file', file)).toBe('version 7, 0 rules\n');
    expect(seen[0]?.body).toEqual(change);
    await expect(run('priorities', 'set', '--file', file, '--user', 'u1')).rejects.toThrow(
      'The gateway answered 400: envelope_invalid\n  rules[0].metric is unknown',
    );
    writeFileSync(file, '{');
    await expect(run('priorities', 'set', '--file', file)).rejects.toThrow('cannot be read as JSON');
  });

  it('names the setting where no gateway answers', async () => {
    const config = parseConfig(CONFIG, { GATEWAY_URL: 'http://127.0.0.1:1', TRIBUTARY_API_KEY: 'trb_spec' });
    const program = new Command('tributary');
    addPeople(program, config);
    await expect(program.parseAsync(['users', 'erase', 'u1'], { from: 'user' })).rejects.toThrow('GATEWAY_URL');
  });

  it('says why the gateway refused', async () => {
    await expect(run('users', 'erase', 'u2')).rejects.toThrow('The gateway answered 404: not_found');
  });
});
