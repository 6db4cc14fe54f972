import { Controller, Inject, Param } from '@nestjs/common';
import { BUILTIN_RULE, type PrioritiesView, type PriorityRule, type RulePlace } from '@tributary/contracts';
import { Caller, Route, type Credential } from '@tributary/http';
import type { StoredRules } from '@tributary/store';
import { Database } from '../database.js';
import { PersonReader } from '../person/person.reader.js';
import { rulesInForce } from './rules-in-force.js';

type RuleView = PrioritiesView['rules'][number];

const toRuleView = ({ metric, effectiveFrom, order, unlisted }: PriorityRule): RuleView => ({
  metric,
  effectiveFrom,
  order: order.map((entry) => ({ ...entry })),
  unlisted,
});

/** `places` in the order in which they decide, without the built-in one. */
function toPrioritiesView(
  own: StoredRules,
  places: readonly (readonly [RulePlace, StoredRules])[],
  today: string,
): PrioritiesView {
  const placed = places.flatMap(([place, { rules }]) =>
    rulesInForce(rules, today).map((rule) => ({ place, ...toRuleView(rule) })),
  );
  return {
    version: own.version,
    rules: own.rules.map(toRuleView),
    history: own.history.map(({ version, rules }) => ({ version, rules: rules.map(toRuleView) })),
    inForce: [...placed, { place: 'builtin', ...toRuleView(BUILTIN_RULE) }],
  };
}

@Controller()
export class PrioritiesController {
  constructor(
    @Inject(PersonReader) private readonly people: PersonReader,
    @Inject(Database) private readonly database: Database,
  ) {}

  @Route('readPriorities')
  async readTenant(@Caller() { tenant }: Credential): Promise<PrioritiesView> {
    const rules = await this.database.readers.rules.ofTenant(tenant);
    return toPrioritiesView(rules, [['tenant', rules]], new Date().toISOString().slice(0, 10));
  }

  @Route('readUserPriorities')
  async readUser(@Caller() caller: Credential, @Param('id') id: string): Promise<PrioritiesView> {
    const person = await this.people.find(caller, id);
    const { user, tenant } = await person.readers.rules.ofUser(caller.tenant, person.user);
    const nowMs = Date.now();
    const zones = await person.zones({ fromMs: nowMs, toMs: nowMs });
    const today = zones.localDate(nowMs, person.dayStartsAtMinutes);
    return toPrioritiesView(
      user,
      [
        ['user', user],
        ['tenant', tenant],
      ],
      today,
    );
  }
}
