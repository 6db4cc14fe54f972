import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { givenPython, repository } from './config.js';

const ENVIRONMENT = join(repository, '.tributary', 'subscriber-python');
const INSTALLED_WITHIN_MS = 90_000;

const runs = (program: string, ...line: string[]): boolean =>
  spawnSync(program, line, { timeout: INSTALLED_WITHIN_MS, stdio: 'ignore' }).status === 0;

const hasClient = (python: string): boolean => runs(python, '-c', 'import confluent_kafka');

/**
 * A Python that has the client of the example subscriber: `SUBSCRIBER_PYTHON`, or one of its own under `.tributary`,
 * made with pip. null where pip does not answer: the specs go on without it and say so.
 */
export function pythonOfSubscriber(): string | null {
  const given = givenPython();
  if (given !== null) return hasClient(given) ? given : null;
  const own = join(ENVIRONMENT, 'bin', 'python');
  if (existsSync(own) && hasClient(own)) return own;
  const requirements = join(repository, 'examples', 'subscriber-python', 'requirements.txt');
  const isMade =
    runs('python3', '-m', 'venv', ENVIRONMENT) &&
    runs(own, '-m', 'pip', 'install', '--quiet', '--retries', '1', '--timeout', '10', '-r', requirements);
  return isMade && hasClient(own) ? own : null;
}
