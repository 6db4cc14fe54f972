import { Controller, Inject, Param } from '@nestjs/common';
import type { DeviceTokenView, NewDeviceToken, Refresh } from '@tributary/contracts';
import { Caller, invalidToken, JsonBody, Route, type Credential } from '@tributary/http';
import { People } from '../users/people.js';
import { TokenIssuer } from './token-issuer.js';

/** Tokens for the phones of people, bound to one person each. */
@Controller()
export class DeviceTokensController {
  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(People) private readonly people: People,
  ) {}

  @Route('createDeviceToken')
  async create(
    @Param('id') userId: string,
    @JsonBody('createDeviceToken') { scopes = ['ingest'] }: NewDeviceToken,
    @Caller() { tenant }: Credential,
  ): Promise<DeviceTokenView> {
    await this.people.find(tenant, userId);
    return this.issuer.issue(tenant, userId, scopes);
  }

  @Route('refreshDeviceToken')
  async refresh(@JsonBody('refreshDeviceToken') { refreshToken }: Refresh): Promise<DeviceTokenView> {
    const pair = await this.issuer.refresh(refreshToken);
    if (!pair) throw invalidToken();
    return pair;
  }
}
