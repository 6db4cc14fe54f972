import { userKey, type PlacedRules, type PriorityChange } from '@tributary/contracts';
import type { ConsumedBatch, IncomingMessage } from '@tributary/kafka';
import { whileMongoAnswers } from '@tributary/store';
import type { PipelineDependencies } from './dependencies.js';
import { everyCell, resolveAgainInTurn } from './resolve-again.js';
import { differenceOf, type Difference } from './steps/rule-difference.js';
import { setAside } from './steps/set-aside.step.js';

/** A change of source priorities → the rules stored, and exactly the cells whose result changes resolved again. */
export function createRulesPipeline(deps: PipelineDependencies): (batch: ConsumedBatch) => Promise<void> {
  /** Stores the change and tells what stands under another rule since; null: a newer one is stored. */
  async function apply(change: PriorityChange): Promise<((rules: PlacedRules) => Difference) | null> {
    if (change.profileChanged) return everyCell;
    const before = await whileMongoAnswers(() => deps.rules.replace(change));
    const place = change.userId === null ? 'tenant' : 'user';
    return before && ((after) => differenceOf({ before: { ...after, [place]: before }, after }));
  }

  /** The rules of a person who is erased go with the person, whose days are gone or go too. */
  const forget = async ({ key }: IncomingMessage): Promise<void> => {
    if (key) await whileMongoAnswers(() => deps.rules.remove(key.toString()));
  };

  const peopleOf = async ({ tenant, userId }: PriorityChange): Promise<readonly string[]> =>
    userId === null ? whileMongoAnswers(() => deps.profiles.idsOf(tenant)) : [userId];

  return async function changeRules(batch: ConsumedBatch): Promise<void> {
    const unreadable: IncomingMessage[] = [];
    for (const message of batch.messages) {
      if (message.value === null) {
        await forget(message);
        continue;
      }
      const change = decodeChange(message);
      if (change === null) {
        unreadable.push(message);
        continue;
      }
      const differenceUnder = await apply(change);
      if (differenceUnder === null) continue;
      for (const userId of await peopleOf(change)) {
        const { tenant } = change;
        const user = userKey(tenant, userId);
        // A flush that has read what held before may be under way in another process: it does not commit, and is done again.
        await deps.turns.run(user, () => whileMongoAnswers(() => deps.data.ledgers.move(user)));
        await resolveAgainInTurn({ user, tenant, userId, differenceUnder }, deps, () => batch.heartbeat());
      }
    }
    await setAside(unreadable, 'changeRules', deps);
  };
}

function decodeChange({ value }: IncomingMessage): PriorityChange | null {
  try {
    const change = JSON.parse(value?.toString() ?? 'null') as Partial<PriorityChange> | null;
    return change?.schemaVersion === 1 && typeof change.tenant === 'string' && Array.isArray(change.rules)
      ? (change as PriorityChange)
      : null;
  } catch {
    return null;
  }
}
