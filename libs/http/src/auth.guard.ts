import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { routeOf, USER_ID_PATTERN, type Operation, type Route } from '@tributary/contracts';
import type { FastifyRequest } from 'fastify';
import { CREDENTIAL_SOURCE, setCredential, type Credential, type CredentialSource } from './credential.js';
import { invalidToken, notFound, RequestFailure } from './request-failure.js';
import { OPERATION, UNLISTED } from './route.decorator.js';

const BEARER = /^Bearer +([\x21-\x7e]{8,4096})$/i;
const USER_PATH = '/v1/users/{id}';

function tokenOf(request: FastifyRequest): string {
  const header = request.headers.authorization;
  if (header === undefined) throw new RequestFailure('token_missing', { headers: { 'www-authenticate': 'Bearer' } });
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) throw invalidToken();
  return token;
}

/** A user id that cannot exist is unknown to a reader; a writer is told that it is malformed. */
const malformedUser = (route: Route) =>
  route.method === 'GET'
    ? notFound()
    : new RequestFailure('query_invalid', {
        errors: [
          { path: 'id', code: 'query_invalid', detail: 'A user id is 1 to 128 characters of A-Z a-z 0-9 . _ ~ -' },
        ],
      });

function checkScope(route: Route, credential: Credential): void {
  const { scope } = route;
  const isAllowed = scope?.some((one) => credential.scopes.includes(one)) ?? true;
  if (!isAllowed || (credential.kind === 'device_token' && !route.deviceToken))
    throw new RequestFailure('scope_missing');
}

/** Null on a path that is about no user. */
const userOf = (route: Route, request: FastifyRequest): string | null =>
  route.path.startsWith(USER_PATH) ? (request.params as { readonly id: string }).id : null;

/** Before scopes: on the path of another user, what a device token may do is of no account. */
function checkBinding(credential: Credential, userId: string | null): void {
  if (credential.userId !== null && userId !== null && credential.userId !== userId)
    throw new RequestFailure('user_mismatch');
}

/** Every handler is closed unless its row of the route table opens it to the caller. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(CREDENTIAL_SOURCE) private readonly credentials: CredentialSource,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get<boolean | undefined>(UNLISTED, context.getClass())) return true;
    const operation = this.reflector.get<Operation | undefined>(OPERATION, context.getHandler());
    if (operation === undefined) throw new Error('A handler has no row in the route table');
    const route = routeOf(operation);
    if (route.scope === null) return true;

    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const credential = await this.credentials.authenticate(tokenOf(request));
    if (!credential) throw invalidToken();
    const userId = userOf(route, request);
    checkBinding(credential, userId);
    checkScope(route, credential);
    if (userId !== null && !USER_ID_PATTERN.test(userId)) throw malformedUser(route);
    setCredential(request, credential);
    return true;
  }
}
