import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Generated files are all of these kinds; anything else in the folder is left alone. */
const GENERATED = /\.(md|json)$/;

const listFiles = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && GENERATED.test(entry.name))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    : [];

const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

/** Paths of files that are missing, out of date or left over. @param {string} folder @param {Record<string, string>} files */
export const driftOf = (folder, files) => [
  ...Object.entries(files)
    .filter(([path, text]) => readIfThere(join(folder, path)) !== text)
    .map(([path]) => path),
  ...listFiles(folder).filter((path) => !(path in files)),
];

/** @param {string} folder @param {Record<string, string>} files */
export function writeFolder(folder, files) {
  for (const path of listFiles(folder)) if (!(path in files)) rmSync(join(folder, path));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
