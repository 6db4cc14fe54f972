/** A binary min-heap of indexes: the smallest is on top. */
export class PositionHeap {
  private readonly items: number[] = [];

  /** -1 when empty. */
  get top(): number {
    return this.items[0] ?? -1;
  }

  push(item: number): void {
    const { items } = this;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] ?? item;
      if (above <= item) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): void {
    const { items } = this;
    const item = items.pop();
    if (item === undefined || items.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let below = items[child];
      if (below === undefined) break;
      const right = items[child + 1];
      if (right !== undefined && right < below) {
        below = right;
        child++;
      }
      if (below >= item) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }
}
