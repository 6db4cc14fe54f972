/** Remembers the newest keys, up to a number. */
export class RecentKeys {
  readonly #keys = new Set<string>();

  constructor(private readonly limit: number) {}

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    this.#keys.delete(key);
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size > this.limit && oldest !== undefined) this.#keys.delete(oldest);
  }
}
