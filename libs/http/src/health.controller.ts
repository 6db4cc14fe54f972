import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { HealthRegistry, type Metrics } from '@tributary/observability';
import type { FastifyReply } from 'fastify';
import { Unlisted } from './route.decorator.js';

/** Injection token of the `Metrics` that `/metrics` prints. */
export const METRICS_SOURCE = Symbol('Metrics');

const UNAVAILABLE = 503;

/** What probes and scrapers ask. None of it asks a dependency: the indicators are fed by events of their clients. */
@Unlisted()
@Controller()
export class HealthController {
  constructor(
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(METRICS_SOURCE) private readonly metrics: Metrics,
  ) {}

  /** That this answers is the proof. */
  @Get('/health/live')
  @Header('cache-control', 'no-store')
  live() {
    return { status: 'live' };
  }

  @Get('/health/ready')
  @Header('cache-control', 'no-store')
  ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const { healthy, indicators } = this.health.snapshot();
    if (!healthy) reply.status(UNAVAILABLE);
    return {
      status: healthy ? 'ready' : 'not_ready',
      healthy: indicators.filter((one) => one.healthy).map(({ name }) => name),
      failing: indicators
        .filter((one) => !one.healthy)
        .map(({ name, reason }) => ({ name, reason: reason ?? 'unhealthy' })),
    };
  }

  @Get('/health/startup')
  @Header('cache-control', 'no-store')
  startup(@Res({ passthrough: true }) reply: FastifyReply) {
    if (!this.health.started) reply.status(UNAVAILABLE);
    return { status: this.health.started ? 'started' : 'starting' };
  }

  @Get('/metrics')
  async scrape(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', this.metrics.contentType);
    return this.metrics.text();
  }
}
