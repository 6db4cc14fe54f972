import { hash, randomBytes } from 'node:crypto';

/** Leads every API key, so that secret scanners and the guard can tell one. */
export const API_KEY_PREFIX = 'trb_';

const SECRET_BYTES = 32;
const SHOWN_CHARACTERS = 12;

/** `trb_` and 43 URL-safe random characters (256 bits). */
export const newSecret = (): string => API_KEY_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');

/** What is stored of a secret: 256 random bits need no slow hash. */
export const hashSecret = (secret: string): string => hash('sha256', secret, 'hex');

/** The part of a secret that lists may show: a third at most of a short one that an operator chose. */
export const prefixOf = (secret: string): string =>
  secret.slice(0, Math.min(SHOWN_CHARACTERS, Math.floor(secret.length / 3)));
