import { TOPICS, userKey, type PriorityChange, type PriorityRule } from '@tributary/contracts';
import type { OutgoingMessage, Output } from '@tributary/kafka';

/** Where rules stand: the whole tenant, or one person in it. */
export interface Place {
  readonly tenant: string;
  readonly userId: string | null;
}

const HEADERS = { 'content-type': 'application/json', 'tributary-schema-version': '1' } as const;

/** Key of the rules of a place: the topic keeps the newest message of each. */
export const placeKey = ({ tenant, userId }: Place): string => (userId === null ? tenant : userKey(tenant, userId));

/** Kept apart from the rules of the person, or compaction would take this message for their removal. */
const profileKey = (place: Place): string => `${placeKey(place)}/profile`;

/** What decides over kept records, on its way to Kafka: replay and rebuild see it in order. */
export class PriorityChangePublisher {
  #lastVersion = 0;

  constructor(
    private readonly output: Output,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Resolves when the rules are durable in Kafka (acks=all).
   * @returns their version.
   * @throws TransientError when that is not known in time.
   */
  async replace(place: Place, rules: readonly PriorityRule[]): Promise<number> {
    const version = this.#nextVersion();
    await this.#publish(place, placeKey(place), { schemaVersion: 1, ...place, version, rules });
    return version;
  }

  /** Announces that zone or day start of the person changed: every day is resolved again. */
  async announceProfile(tenant: string, userId: string): Promise<void> {
    const place = { tenant, userId };
    const change = {
      schemaVersion: 1,
      ...place,
      version: this.#nextVersion(),
      profileChanged: true,
      rules: [],
    } as const;
    await this.#publish(place, profileKey(place), change);
  }

  /** Removes the rules of a person from the topic. */
  async forget(tenant: string, userId: string): Promise<void> {
    const place = { tenant, userId };
    const keys = [placeKey(place), profileKey(place)];
    await this.output.publish(keys.map((key) => toMessage(place, key, null)));
  }

  #publish(place: Place, key: string, change: PriorityChange): Promise<void> {
    return this.output.publish([toMessage(place, key, JSON.stringify(change))]);
  }

  /** Epoch milliseconds; rises also when two changes come in one millisecond or the clock is set back. */
  #nextVersion(): number {
    this.#lastVersion = Math.max(this.now(), this.#lastVersion + 1);
    return this.#lastVersion;
  }
}

const toMessage = (place: Place, key: string, value: string | null): OutgoingMessage => ({
  topic: TOPICS.sourcePriorities.name,
  userKey: placeKey(place),
  key,
  value,
  headers: HEADERS,
});
