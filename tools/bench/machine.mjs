import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../infra/local-stack/paths.mjs';

const version = (name) =>
  JSON.parse(readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8')).version;

/** What the numbers belong to. @param {import('mongoose').Connection} database */
export async function describeMachine(database) {
  const build = await database.db.admin().command({ buildInfo: 1 });
  const packages = ['@nestjs/core', 'fastify', 'kafkajs', 'mongoose', 'typebox'];
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    mongodb: build.version,
    packages: Object.fromEntries(packages.map((name) => [name, version(name)])),
    commit: commit(),
  };
}

/** @returns {string | null} null outside a repository */
function commit() {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

/** Seconds of CPU that the whole machine has spent on anything since it was started. */
export function busySeconds() {
  return cpus().reduce((sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) / 1000, 0);
}
