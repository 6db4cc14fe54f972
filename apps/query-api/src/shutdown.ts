import type { OnApplicationShutdown } from '@nestjs/common';

/** Closes what handlers need, once HTTP is closed and no handler runs any more. */
export class Shutdown implements OnApplicationShutdown {
  constructor(private readonly close: () => Promise<void>) {}

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}
