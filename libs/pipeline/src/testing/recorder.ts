import { TransientError } from '../retry.js';

/**
 * Records what a service did, in order, as one list of strings or small objects: a single comparison then proves
 * content, order, and that the offset moved last.
 */
export class Recorder<Action> {
  readonly actions: Action[] = [];
  private outages = 0;

  /** The next `times` writes fail as if the dependency were away. */
  failNext(times: number): void {
    this.outages = times;
  }

  /** Does what a durable write does: fails as told, else records all of it. */
  async write(actions: readonly Action[]): Promise<void> {
    await Promise.resolve();
    if (this.outages > 0) {
      this.outages -= 1;
      throw new TransientError('the recorder plays an outage');
    }
    this.actions.push(...actions);
  }

  record(action: Action): void {
    this.actions.push(action);
  }
}
