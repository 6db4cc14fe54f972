import { randomBytes, randomUUID } from 'node:crypto';
import type { Scope } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import { hashSecret } from './api-key.secret.js';
import { refreshTokenModel, tokenFamilyModel, type TokenFamilyDocument } from './device-token.model.js';

/** The tokens of one device of one person. */
export interface TokenFamily {
  readonly familyId: string;
  readonly tenant: string;
  readonly userId: string;
  readonly scopes: readonly Scope[];
  readonly revokedMs: number | null;
}

/** A family with its newest refresh token, which exists only here and in the answer. */
export interface IssuedRefreshToken {
  readonly family: TokenFamily;
  readonly refreshToken: string;
}

export interface FamilyRequest {
  readonly tenant: string;
  readonly userId: string;
  readonly scopes: readonly Scope[];
}

const PREFIX = 'trr_';
const SECRET_BYTES = 32;
/** A device that is silent for longer signs in again. */
const REFRESH_LIFETIME_MS = 90 * 24 * 60 * 60_000;

const toFamily = (document: TokenFamilyDocument): TokenFamily => ({
  familyId: document._id,
  tenant: document.tenant,
  userId: document.userId,
  scopes: document.scopes,
  revokedMs: document.revokedAt === null ? null : document.revokedAt.getTime(),
});

async function addRefreshToken(connection: Connection, family: string, expiresAt: Date): Promise<string> {
  const refreshToken = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
  await refreshTokenModel(connection).create({ _id: hashSecret(refreshToken), family, usedAt: null, expiresAt });
  return refreshToken;
}

/** Begins a family for a person who exists. */
export async function createTokenFamily(
  connection: Connection,
  request: FamilyRequest,
  nowMs: number,
): Promise<IssuedRefreshToken> {
  const expiresAt = new Date(nowMs + REFRESH_LIFETIME_MS);
  const { tenant, userId } = request;
  const scopes = [...request.scopes];
  const facts = { tenant, userId, scopes, createdAt: new Date(nowMs), revokedAt: null, expiresAt };
  const document: TokenFamilyDocument = { _id: randomUUID(), ...facts };
  await tokenFamilyModel(connection).create(document);
  return { family: toFamily(document), refreshToken: await addRefreshToken(connection, document._id, expiresAt) };
}

/** The family, also when revoked; null if there is none. */
export async function findTokenFamily(connection: Connection, familyId: string): Promise<TokenFamily | null> {
  const document = await tokenFamilyModel(connection).findById(familyId).lean<TokenFamilyDocument>();
  return document && toFamily(document);
}

const revokeFamily = (connection: Connection, familyId: string, nowMs: number) =>
  tokenFamilyModel(connection).updateOne({ _id: familyId, revokedAt: null }, { $set: { revokedAt: new Date(nowMs) } });

/**
 * Exchanges a refresh token for the next one. A token that was used before is in two hands: its family is revoked, and
 * told to the caller, who may remember it.
 * @returns null for a token that is unknown, expired, used before, or of a revoked family.
 */
export async function rotateRefreshToken(
  connection: Connection,
  refreshToken: string,
  nowMs: number,
  onRevoked: (familyId: string) => void = () => undefined,
): Promise<IssuedRefreshToken | null> {
  const tokens = refreshTokenModel(connection);
  const _id = hashSecret(refreshToken);
  const known = await tokens.findOne({ _id, expiresAt: { $gt: new Date(nowMs) } }).lean<{ family: string }>();
  const family = known && (await findTokenFamily(connection, known.family));
  if (family?.revokedMs !== null) return null;
  // Made before the old one is spent: a crash between the two leaves the device with a token that works.
  const expiresAt = new Date(nowMs + REFRESH_LIFETIME_MS);
  const next = await addRefreshToken(connection, family.familyId, expiresAt);
  const { modifiedCount } = await tokens.updateOne({ _id, usedAt: null }, { $set: { usedAt: new Date(nowMs) } });
  if (modifiedCount === 0) {
    await revokeFamily(connection, family.familyId, nowMs);
    onRevoked(family.familyId);
    return null;
  }
  await tokenFamilyModel(connection).updateOne({ _id: family.familyId }, { $max: { expiresAt } });
  return { family, refreshToken: next };
}

/** Removes all families of a person that began up to a time: none of their tokens works any more. */
export async function forgetTokensOf(
  connection: Connection,
  tenant: string,
  userId: string,
  upToMs: number,
): Promise<void> {
  const began = { tenant, userId, createdAt: { $lte: new Date(upToMs) } };
  const families = await tokenFamilyModel(connection).distinct('_id', began);
  await refreshTokenModel(connection).deleteMany({ family: { $in: families } });
  await tokenFamilyModel(connection).deleteMany(began);
}
