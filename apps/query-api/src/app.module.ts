import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AuthGuard, BearerCredentials, CREDENTIAL_SOURCE, HealthModule } from '@tributary/http';
import type { RawBatchLookup } from '@tributary/kafka';
import type { HealthRegistry, Logger, Metrics } from '@tributary/observability';
import { credentialLookups, type AccessConnection } from '@tributary/store';
import { AggregatesController } from './aggregates/aggregates.controller.js';
import { CatalogController } from './catalog/catalog.controller.js';
import { ChangesController } from './changes/changes.controller.js';
import { DailySummariesController } from './daily-summaries/daily-summaries.controller.js';
import { Database } from './database.js';
import { EventsController } from './events/events.controller.js';
import { ExplainController } from './explain/explain.controller.js';
import { ExportController } from './export/export.controller.js';
import { NoStoreInterceptor } from './no-store.interceptor.js';
import { PersonReader } from './person/person.reader.js';
import { PrioritiesController } from './priorities/priorities.controller.js';
import { RawPayloads } from './records/raw-payloads.js';
import { RecordsController } from './records/records.controller.js';
import { SamplesController } from './samples/samples.controller.js';
import { Shutdown } from './shutdown.js';
import { SleepController } from './sleep/sleep.controller.js';
import { SourcesController } from './sources/sources.controller.js';
import { UsersController } from './users/users.controller.js';
import { WorkoutsController } from './workouts/workouts.controller.js';

/** What the process opened before the module is built. */
export interface QueryParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  readonly connection: AccessConnection['connection'];
  readonly rawBatches: RawBatchLookup;
  /** Closes MongoDB and Kafka; runs after HTTP is closed. */
  readonly close: () => Promise<void>;
}

/** Composition root of the query API. */
@Module({})
export class AppModule {
  static forRoot({ logger, metrics, health, connection, rawBatches, close }: QueryParts): DynamicModule {
    const credentials = new BearerCredentials({ logger, lookups: credentialLookups((work) => work(connection)) });
    return {
      module: AppModule,
      imports: [HealthModule.forRoot(health, metrics)],
      controllers: [
        UsersController,
        SourcesController,
        SamplesController,
        AggregatesController,
        DailySummariesController,
        WorkoutsController,
        SleepController,
        EventsController,
        RecordsController,
        ExplainController,
        PrioritiesController,
        ChangesController,
        ExportController,
        CatalogController,
      ],
      providers: [
        PersonReader,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_INTERCEPTOR, useClass: NoStoreInterceptor },
        { provide: CREDENTIAL_SOURCE, useValue: credentials },
        { provide: Database, useValue: new Database(connection) },
        { provide: RawPayloads, useValue: new RawPayloads(rawBatches) },
        { provide: Shutdown, useValue: new Shutdown(close) },
      ],
    };
  }
}
