import { createHash } from 'node:crypto';
import type { Platform } from './platforms.js';

/** `tenant/userId`: the key that chooses the partition of everything about one person. */
export type UserKey = string & { readonly __brand: 'UserKey' };
/** Stable id of one platform record of one person, served by the API: `hk-…`, `hc-…`. Parts of a record append `~part`. */
export type RecordId = string & { readonly __brand: 'RecordId' };
/** Stable id of one source (app + device) of one person: `src-` and 16 hex digits. */
export type SourceId = string & { readonly __brand: 'SourceId' };

export const USER_ID_PATTERN = /^[A-Za-z0-9._~-]{1,128}$/;
export const TENANT_ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const BATCH_ID_PATTERN = /^[A-Za-z0-9._:~-]{1,128}$/;

export const userKey = (tenant: string, userId: string): UserKey => `${tenant}/${userId}` as UserKey;

const ID_PREFIX: Record<Platform, string> = { healthkit: 'hk-', health_connect: 'hc-' };
const READABLE = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Identity of a platform record inside one person: platform + the platform's own record id, compared without case
 * (HealthKit writes upper case, Health Connect lower). Ids with characters that are unsafe in a URL are hashed.
 */
export function recordIdOf(platform: Platform, platformRecordId: string): RecordId {
  const id = platformRecordId.toLowerCase();
  return (ID_PREFIX[platform] + (READABLE.test(id) ? id : `x${sha256(id).slice(0, 32)}`)) as RecordId;
}

/** @throws RangeError when the id names no platform. */
export function platformOfRecord(id: RecordId): Platform {
  const platform = (Object.keys(ID_PREFIX) as Platform[]).find((one) => id.startsWith(ID_PREFIX[one]));
  if (platform === undefined) throw new RangeError('A record id names no platform');
  return platform;
}

/** Identity of a record that came without an id: its content. Edits and deletes of it cannot be recognised. */
export const contentRecordId = (platform: Platform, contentHash: string): RecordId =>
  `${ID_PREFIX[platform]}c${contentHash.slice(0, 32)}` as RecordId;

/** Id of a part of a record: a sample of a series (its time), a value of a record with several (its metric). */
export const partId = (record: RecordId, part: string): string => (part === '' ? record : `${record}~${part}`);

/**
 * A record that is an event and values at once (a meal and its nutrients) is stored as two: the event under the record's
 * id, its values under this one. They share version and fate.
 */
export const valuesIdOf = (record: RecordId): RecordId => `${record}~values` as RecordId;

/** The record that a record or part id belongs to. */
export const recordOfPart = (id: string): RecordId =>
  (id.includes('~') ? id.slice(0, id.indexOf('~')) : id) as RecordId;

export function sourceIdOf(
  app: string,
  manufacturer: string | null,
  model: string | null,
  deviceType: string,
): SourceId {
  return `src-${sha256(JSON.stringify([app, manufacturer, model, deviceType])).slice(0, 16)}` as SourceId;
}
