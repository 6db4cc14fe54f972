/** Documents as they were read, with the changes a flush makes to them; what did not change is not written. */
export class Drafts<V> {
  readonly #read = new Map<string, V>();
  readonly #changed = new Map<string, V | null>();
  #asked: ReadonlySet<string> = new Set();

  /**
   * Takes in what was read; a draft that is already here is newer and stays. Where `asked` is given, those keys were all
   * asked for: one that is not among the entries has no document.
   */
  take(entries: Iterable<readonly [string, V]>, asked: ReadonlySet<string> = this.#asked): void {
    this.#asked = asked;
    for (const [key, value] of entries) if (!this.#read.has(key)) this.#read.set(key, value);
  }

  /** Whether a document is known not to be stored. */
  readonly isNew = (key: string): boolean => this.#asked.has(key) && !this.#read.has(key);

  get(key: string): V | null {
    const changed = this.#changed.get(key);
    return changed !== undefined ? changed : (this.#read.get(key) ?? null);
  }

  /** Whether any document was read. */
  get hasAny(): boolean {
    return this.#read.size > 0;
  }

  /** As it was read, before any change. */
  read(key: string): V | null {
    return this.#read.get(key) ?? null;
  }

  /** Replaces a document; null removes it. */
  set(key: string, value: V | null): void {
    this.#changed.set(key, value);
  }

  get changes(): ReadonlyMap<string, V | null> {
    return this.#changed;
  }

  /** What stands after the changes. */
  *entries(): Generator<[string, V]> {
    for (const [key, value] of this.#read) if (!this.#changed.has(key)) yield [key, value];
    for (const [key, value] of this.#changed) if (value !== null) yield [key, value];
  }
}
