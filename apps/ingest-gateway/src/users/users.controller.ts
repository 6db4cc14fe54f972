import { Controller, Inject, Param, Res } from '@nestjs/common';
import { toInstant, type UserChange, type UserSettings } from '@tributary/contracts';
import { Caller, JsonBody, Route, type Credential } from '@tributary/http';
import { AccessStore, changeUser, type User } from '@tributary/store';
import type { FastifyReply } from 'fastify';
import { checkUserChange } from './user-settings.js';

const CREATED = 201;

const toUserSettings = (user: User): UserSettings => ({
  id: user.userId,
  timeZone: user.timeZone,
  dayStartsAt: user.dayStartsAt,
  attributes: { ...user.attributes },
  createdAt: toInstant(user.createdMs),
});

@Controller()
export class UsersController {
  constructor(@Inject(AccessStore) private readonly store: AccessStore) {}

  @Route('changeUser')
  async change(
    @Param('id') userId: string,
    @JsonBody('changeUser') change: UserChange,
    @Caller() { tenant }: Credential,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserSettings> {
    checkUserChange(change);
    const { user, isNew } = await this.store.run((connection) =>
      changeUser(connection, tenant, userId, change, Date.now()),
    );
    if (isNew) reply.status(CREATED);
    return toUserSettings(user);
  }
}
