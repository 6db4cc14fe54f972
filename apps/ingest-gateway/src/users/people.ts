import { Inject, Injectable } from '@nestjs/common';
import { notFound } from '@tributary/http';
import { AccessStore, findKnownUser, isBeingErased, type User } from '@tributary/store';

/** The people of a tenant, for calls about one who must exist. */
@Injectable()
export class People {
  constructor(@Inject(AccessStore) private readonly store: AccessStore) {}

  /** @throws RequestFailure `not_found`, in the same words for an unknown person and for one of another tenant. */
  async find(tenant: string, userId: string): Promise<User> {
    const user = await this.store.run((connection) => findKnownUser(connection, tenant, userId, Date.now()));
    if (!user || isBeingErased(user)) throw notFound();
    return user;
  }
}
