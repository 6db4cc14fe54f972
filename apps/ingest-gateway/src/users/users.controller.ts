import { Controller, Inject, Param, Res } from '@nestjs/common';
import { toInstant, type UserChange, type UserSettings } from '@tributary/contracts';
import { Caller, JsonBody, Route, type Credential } from '@tributary/http';
import { AccessStore, changeUser, noteProfileAnnounced, type User } from '@tributary/store';
import type { FastifyReply } from 'fastify';
import { PriorityChangePublisher } from '../priorities/priority-change.publisher.js';
import { readUserChange } from './user-settings.js';

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
  constructor(
    @Inject(AccessStore) private readonly store: AccessStore,
    @Inject(PriorityChangePublisher) private readonly publisher: PriorityChangePublisher,
  ) {}

  @Route('changeUser')
  async change(
    @Param('id') userId: string,
    @JsonBody('changeUser') body: UserChange,
    @Caller() { tenant }: Credential,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserSettings> {
    const change = readUserChange(body);
    const { user, isNew } = await this.store.run((connection) =>
      changeUser(connection, tenant, userId, change, Date.now()),
    );
    if (user.unannouncedMs !== null) await this.#announce(user, user.unannouncedMs);
    if (isNew) reply.status(CREATED);
    return toUserSettings(user);
  }

  /** After a failure the note stays: the same call again, or the next change, announces it. */
  async #announce({ tenant, userId }: User, changedMs: number): Promise<void> {
    await this.publisher.announceProfile(tenant, userId);
    await this.store.run((connection) => noteProfileAnnounced(connection, tenant, userId, changedMs));
  }
}
