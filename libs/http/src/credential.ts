import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Scope } from '@tributary/contracts';
import type { FastifyRequest } from 'fastify';

/** Who calls, as the guard established it. */
export interface Credential {
  readonly kind: 'api_key' | 'device_token';
  /** Key id, or family id of a device token: names the credential, proves nothing. */
  readonly id: string;
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  /** The one user a device token is bound to; null for an API key. */
  readonly userId: string | null;
}

/** Turns bearer tokens into credentials. */
export interface CredentialSource {
  /**
   * Null for a token that is unknown, revoked or expired.
   * @throws RequestFailure `not_durable_now` when that cannot be told at the moment.
   */
  authenticate(token: string): Promise<Credential | null>;
  /** The credential of this id was revoked here: it is judged anew, whatever is remembered of it. */
  forget(id: string): void;
  /** The tokens of this person were revoked here: each is judged anew. */
  forgetPerson(tenant: string, userId: string): void;
}

/** Injection token of the `CredentialSource`. */
export const CREDENTIAL_SOURCE = Symbol('CredentialSource');

const CREDENTIALS = new WeakMap<object, Credential>();

export const setCredential = (request: FastifyRequest, credential: Credential): void => {
  CREDENTIALS.set(request, credential);
};

/** @throws Error on a route that takes no credential: a fault of the program. */
export function credentialOf(request: FastifyRequest): Credential {
  const credential = CREDENTIALS.get(request);
  if (!credential) throw new Error('The route takes no credential');
  return credential;
}

/** The credential of the request as a handler parameter. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  credentialOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
