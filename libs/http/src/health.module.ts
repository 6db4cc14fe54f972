import { Module, type DynamicModule } from '@nestjs/common';
import { HealthRegistry, type Metrics } from '@tributary/observability';
import { HealthController, METRICS_SOURCE } from './health.controller.js';

/** `/health/live`, `/health/ready`, `/health/startup` and `/metrics` of a service. */
@Module({})
export class HealthModule {
  static forRoot(health: HealthRegistry, metrics: Metrics): DynamicModule {
    metrics.beforeScrape(() => {
      for (const { name, healthy } of health.snapshot().indicators)
        metrics.set('indicator', { indicator: name }, healthy ? 1 : 0);
    });
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [
        { provide: HealthRegistry, useValue: health },
        { provide: METRICS_SOURCE, useValue: metrics },
      ],
    };
  }
}
