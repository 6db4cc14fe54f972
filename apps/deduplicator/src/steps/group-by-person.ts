import {
  samplesIn,
  userKey,
  type ErasureFacts,
  type ImportMessage,
  type Origin,
  type UserKey,
} from '@tributary/contracts';
import type { PersonImport } from '../import/import-part.js';
import type { Span } from '../person/spans.js';
import type { CanonicalMessage, ReceivedRun } from './decode-runs.step.js';

export interface PersonRuns {
  readonly user: UserKey;
  readonly tenant: string;
  readonly userId: string;
  readonly origin: Origin;
  readonly runs: readonly ReceivedRun[];
  /** The part of the windows of their snapshots that is settled; absent: all. */
  readonly snapshotPart?: Span;
}

/** A person to be erased, in order between the flushes of what came before and after. */
export interface PersonErasure {
  readonly user: UserKey;
  readonly erasure: ErasureFacts;
}

/** What is done for one person in one go. */
export type PersonTask = PersonRuns | PersonErasure | PersonImport;

type OpenFlush = PersonRuns & { readonly runs: ReceivedRun[] };

/** A flush is one transaction: large enough to spread its cost, small enough to be redone. */
const SAMPLES_PER_FLUSH = 10_000;

const weightOf = ({ records, last }: ReceivedRun): number => {
  let weight = last?.deletions.length ?? 0;
  for (const record of records) weight += Math.max(1, samplesIn(record));
  return weight;
};

/** What is to be done for one person, and how full its last flush is. */
class PersonQueue {
  readonly tasks: PersonTask[] = [];
  #open: OpenFlush | null = null;
  #samples = 0;

  constructor(readonly user: UserKey) {}

  add(run: ReceivedRun): void {
    const { tenant, userId, origin } = run.batch;
    const weight = weightOf(run);
    if (this.#open?.origin === origin && this.#samples + weight <= SAMPLES_PER_FLUSH) {
      this.#open.runs.push(run);
      this.#samples += weight;
      return;
    }
    this.#open = { user: this.user, tenant, userId, origin, runs: [run] };
    this.#samples = weight;
    this.tasks.push(this.#open);
  }

  erase(erasure: ErasureFacts): void {
    this.tasks.push({ user: this.user, erasure });
    this.#open = null;
  }

  import(message: ImportMessage): void {
    this.tasks.push({ user: this.user, import: message });
    this.#open = null;
  }
}

/** Runs, imports and erasures of each person in order, cut where a flush would get too large or the origin changes. */
export function groupByPerson(messages: readonly CanonicalMessage[]): PersonTask[][] {
  const people = new Map<UserKey, PersonQueue>();
  const queueOf = ({ tenant, userId }: { readonly tenant: string; readonly userId: string }): PersonQueue => {
    const user = userKey(tenant, userId);
    const queue = people.get(user) ?? new PersonQueue(user);
    people.set(user, queue);
    return queue;
  };
  for (const message of messages) {
    if ('erasure' in message) queueOf(message.erasure).erase(message.erasure);
    else if ('import' in message) queueOf(message.import).import(message);
    else queueOf(message.batch).add(message);
  }
  return Array.from(people.values(), ({ tasks }) => tasks);
}
