import { Inject, Injectable } from '@nestjs/common';
import { userKey } from '@tributary/contracts';
import { notFound, type Credential } from '@tributary/http';
import { Database } from '../database.js';
import { Person } from './person.js';

/** Finds the person that a path names, in the tenant of the caller. */
@Injectable()
export class PersonReader {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @throws RequestFailure `not_found`, in the same words for an unknown person and for one of another tenant. */
  async find({ tenant }: Credential, userId: string): Promise<Person> {
    const { readers } = this.database;
    const user = userKey(tenant, userId);
    const profile = await readers.profiles.get(user);
    if (!profile || profile.erasure) throw notFound();
    return new Person(user, profile, readers);
  }
}
