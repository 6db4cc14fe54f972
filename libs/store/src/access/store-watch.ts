/** What the indicator of the database says now. */
export interface StoreHealth {
  readonly healthy: boolean;
  readonly reason?: string;
}

export interface StoreWatchOptions {
  /** Rejects while no primary answers. */
  readonly ping: () => Promise<void>;
  /** Pause between two pings, milliseconds. */
  readonly everyMs?: number;
  /** An answer that takes longer counts as none, milliseconds. */
  readonly deadlineMs?: number;
}

/** Asks the database in the background, so that a probe gets its answer at once. */
export interface StoreWatch {
  health(): StoreHealth;
  stop(): void;
}

export function watchStore({ ping, everyMs = 2_000, deadlineMs = 2_000 }: StoreWatchOptions): StoreWatch {
  let health: StoreHealth = { healthy: false, reason: 'the database has not answered yet' };
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  const ask = async () => {
    const late = setTimeout(() => {
      health = { healthy: false, reason: `the database did not answer within ${String(deadlineMs)} ms` };
    }, deadlineMs);
    try {
      await ping();
      health = { healthy: true };
    } catch (error) {
      health = { healthy: false, reason: `the database is away: ${error instanceof Error ? error.name : 'unknown'}` };
    } finally {
      clearTimeout(late);
      if (!isStopped) timer = setTimeout(() => void ask(), everyMs);
    }
  };
  void ask();

  return {
    health: () => health,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
