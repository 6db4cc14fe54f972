/**
 * A sum that does not drift: Neumaier's compensated summation. Adding ten times 0.1 gives 1, and pieces of a whole add
 * up to it better than a plain sum in any order.
 */
export class RunningTotal {
  private sum = 0;
  private lost = 0;

  add(value: number): void {
    const next = this.sum + value;
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }

  get value(): number {
    return this.sum + this.lost;
  }
}

/** Sum of the values in the order given. */
export function totalOf(values: readonly number[]): number {
  const total = new RunningTotal();
  for (const value of values) total.add(value);
  return total.value;
}
