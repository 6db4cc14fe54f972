import { setTimeout as pause } from 'node:timers/promises';
import { DEDUPLICATOR_LANES, NORMALIZER_LANES } from '@tributary/contracts';
import type { KafkaClient } from '@tributary/kafka';

const POLL_MS = 1_000;

/** Groups of the two services by lane, upstream first, and what each reads. */
const GROUPS = [
  ...NORMALIZER_LANES.map(({ name, from }) => [`normalizer-${name}`, from] as const),
  ...DEDUPLICATOR_LANES.map(({ name, from }) => [`deduplicator-${name}`, from] as const),
];

/**
 * Comes back when everything that the raw topics hold is in the database. A group is looked at after those that feed
 * it, so that nothing can lie between two looks.
 * @param tell gets the messages left, by group, at every look
 */
export async function untilCaughtUp(
  kafka: KafkaClient,
  groups: string,
  check: () => void,
  tell: (left: ReadonlyMap<string, number>) => void,
): Promise<void> {
  for (;;) {
    check();
    const left = new Map<string, number>();
    for (const [group, topic] of GROUPS) left.set(group, await kafka.lagOf(`${groups}${group}`, [topic]));
    tell(left);
    if ([...left.values()].every((lag) => lag === 0)) return;
    await pause(POLL_MS);
  }
}
