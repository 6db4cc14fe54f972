/** A memory of what may be asked for again and can be made anew: when it is full it begins from nothing. */
export class LimitedMap<K, V> extends Map<K, V> {
  /** @param most entries held at a time */
  constructor(private readonly most: number) {
    super();
  }

  override set(key: K, value: V): this {
    if (this.size >= this.most && !this.has(key)) this.clear();
    return super.set(key, value);
  }
}
