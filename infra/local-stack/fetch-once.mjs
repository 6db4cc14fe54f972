import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toolsDir } from './paths.mjs';

/**
 * Fills a folder of its own and renames it into place, so that a download cut short or made twice at a time does no harm.
 * @param {string} name @param {(folder: string) => Promise<void>} fill @returns {Promise<string>} the folder
 */
export async function fetchOnce(name, fill) {
  const target = join(toolsDir, name);
  if (existsSync(target)) return target;
  mkdirSync(toolsDir, { recursive: true });
  const partial = mkdtempSync(join(toolsDir, `partial-${name}-`));
  try {
    await fill(partial);
    renameSync(partial, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return target;
}
