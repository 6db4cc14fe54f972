import { Module, type DynamicModule } from '@nestjs/common';
import { HealthModule } from '@tributary/http';
import { DeduplicatorService, type ServiceParts } from './deduplicator.service.js';

@Module({})
export class AppModule {
  static forRoot(parts: ServiceParts): DynamicModule {
    return {
      module: AppModule,
      imports: [HealthModule.forRoot(parts.health, parts.metrics)],
      providers: [{ provide: DeduplicatorService, useFactory: () => new DeduplicatorService(parts) }],
    };
  }
}
