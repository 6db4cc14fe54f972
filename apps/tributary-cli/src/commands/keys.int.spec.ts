import { randomUUID } from 'node:crypto';
import { parseConfig } from '@tributary/observability';
import { Command } from 'commander';
import { CONFIG } from '../config.js';
import { wordsFor } from '../refusal.js';
import { addAccess } from './keys.command.js';

/** @returns what the operator is told where the command refuses. */
async function refusalOf(...line: string[]): Promise<string | null> {
  const program = new Command('tributary');
  const uri = new URL(process.env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017');
  uri.pathname = `/tributary_test_${randomUUID().replaceAll('-', '')}`;
  addAccess(program, parseConfig(CONFIG, { MONGODB_URI: uri.href }));
  return program.parseAsync(line, { from: 'user' }).then(() => null, wordsFor);
}

describe('the command line refuses in words', () => {
  it.each([
    [['tenants', 'quota', 'nobody', '--per-minute', '5'], 'There is no such tenant.'],
    [['keys', 'revoke', 'none', '--tenant', 'nobody'], 'The tenant has no such key.'],
  ])('%j', async (line, words) => {
    expect(await refusalOf(...line)).toBe(words);
  });
});
