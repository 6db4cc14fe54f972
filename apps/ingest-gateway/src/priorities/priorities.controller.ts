import { Controller, Inject, Param } from '@nestjs/common';
import type { AcceptedPriorities, PrioritiesChange } from '@tributary/contracts';
import { Caller, JsonBody, Route, type Credential } from '@tributary/http';
import { People } from '../users/people.js';
import { PriorityChangePublisher, type Place } from './priority-change.publisher.js';
import { readRules } from './priority-rules.js';

/** Source-priority rules on their way to the deduplicator. */
@Controller()
export class PrioritiesController {
  constructor(
    @Inject(PriorityChangePublisher) private readonly publisher: PriorityChangePublisher,
    @Inject(People) private readonly people: People,
  ) {}

  @Route('replacePriorities')
  replace(
    @JsonBody('replacePriorities') change: PrioritiesChange,
    @Caller() { tenant }: Credential,
  ): Promise<AcceptedPriorities> {
    return this.#publish({ tenant, userId: null }, change);
  }

  @Route('replaceUserPriorities')
  async replaceOfUser(
    @Param('id') userId: string,
    @JsonBody('replaceUserPriorities') change: PrioritiesChange,
    @Caller() { tenant }: Credential,
  ): Promise<AcceptedPriorities> {
    await this.people.find(tenant, userId);
    return this.#publish({ tenant, userId }, change);
  }

  async #publish(place: Place, change: PrioritiesChange): Promise<AcceptedPriorities> {
    const rules = readRules(change);
    const version = await this.publisher.replace(place, rules);
    return { version, rules: rules.map((rule) => ({ ...rule, order: rule.order.map((entry) => ({ ...entry })) })) };
  }
}
