import { Module, type DynamicModule } from '@nestjs/common';
import { HealthModule } from '@tributary/http';
import { NormalizerService, type ServiceParts } from './normalizer.service.js';

@Module({})
export class AppModule {
  static forRoot(parts: ServiceParts): DynamicModule {
    return {
      module: AppModule,
      imports: [HealthModule.forRoot(parts.health, parts.metrics)],
      providers: [{ provide: NormalizerService, useFactory: () => new NormalizerService(parts) }],
    };
  }
}
