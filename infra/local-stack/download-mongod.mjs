/** A process of its own, so that a download that hangs can be given up. Arguments: version, folder. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers';

const GIVE_UP_AFTER_MS = 180_000;
setTimeout(() => {
  console.error(`no MongoDB after ${GIVE_UP_AFTER_MS / 1000} s`);
  process.exit(1);
}, GIVE_UP_AFTER_MS).unref();

const [version, folder] = process.argv.slice(2);
const { MongoBinary } = (await import('mongodb-memory-server-core')).default;
renameSync(await MongoBinary.getPath({ version, downloadDir: folder }), join(folder, 'mongod'));
