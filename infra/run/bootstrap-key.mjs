import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first API key: the one given, else one made up once and kept, so that it works over restarts. @param {string} dataDir */
export function bootstrapKey(dataDir) {
  const given = process.env.TRIBUTARY_BOOTSTRAP_API_KEY;
  if (given) return given;
  const file = join(dataDir, 'bootstrap-key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, `trb_${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}
