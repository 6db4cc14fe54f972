import { Controller, Inject, Param } from '@nestjs/common';
import type { UserView } from '@tributary/contracts';
import { Caller, Route, type Credential } from '@tributary/http';
import { sourcesOf } from '@tributary/store';
import { PersonReader } from '../person/person.reader.js';
import { toUserView } from './user.response.js';

@Controller()
export class UsersController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('readUser')
  async read(@Caller() caller: Credential, @Param('id') id: string): Promise<UserView> {
    const { user, profile, readers } = await this.people.find(caller, id);
    const sources = await sourcesOf(readers.data, user);
    return toUserView(profile, [...sources.values()]);
  }
}
