/** What an indicator says now. It is fed by events of its client and answers at once; it never asks a dependency. */
export interface Health {
  readonly healthy: boolean;
  /** Why not, in words for an operator; without values and addresses of persons. */
  readonly reason?: string;
}

export interface IndicatorState extends Health {
  readonly name: string;
}

export interface HealthSnapshot {
  readonly healthy: boolean;
  readonly indicators: readonly IndicatorState[];
}

/**
 * The indicators of one process. `/health/ready` is `snapshot()`, `/health/startup` is `started`, `/health/live` asks
 * nothing: that the process answers is the proof.
 */
export class HealthRegistry {
  private readonly checks = new Map<string, () => Health>();
  private startedUp = false;
  private shuttingDown = false;

  /** Adds an indicator; answers how to take it away. A second one under the same name is an error of the program. */
  register(name: string, check: () => Health): () => void {
    if (this.checks.has(name)) throw new Error(`health indicator ${name} is registered twice`);
    this.checks.set(name, check);
    return () => void this.checks.delete(name);
  }

  /** Ends the start-up phase. */
  markStarted(): void {
    this.startedUp = true;
  }

  /** First act of a shutdown: ready turns to no, so that no new work arrives. */
  markShuttingDown(): void {
    this.shuttingDown = true;
  }

  get started(): boolean {
    return this.startedUp;
  }

  snapshot(): HealthSnapshot {
    const indicators = [...this.checks].map(([name, check]) => ({ name, ...check() }));
    if (!this.startedUp) indicators.push({ name: 'startup', healthy: false, reason: 'starting' });
    if (this.shuttingDown) indicators.push({ name: 'shutdown', healthy: false, reason: 'shutting down' });
    return { healthy: indicators.every(({ healthy }) => healthy), indicators };
  }
}
