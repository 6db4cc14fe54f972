import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthGuard, BearerCredentials, CREDENTIAL_SOURCE, HealthModule } from '@tributary/http';
import type { Output } from '@tributary/kafka';
import type { HealthRegistry, Logger, Metrics } from '@tributary/observability';
import {
  AccessStore,
  createReceiptClaims,
  createStoreCircuit,
  credentialLookups,
  findTenantQuota,
  type AccessConnection,
  type StoreCircuit,
} from '@tributary/store';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import type { GatewayConfig } from './config.js';
import { DeviceTokensController } from './device-tokens/device-tokens.controller.js';
import { TokenIssuer } from './device-tokens/token-issuer.js';
import { ErasurePublisher } from './erasures/erasure.publisher.js';
import { ErasuresController } from './erasures/erasures.controller.js';
import { PrioritiesController } from './priorities/priorities.controller.js';
import { PriorityChangePublisher } from './priorities/priority-change.publisher.js';
import { BatchIntake } from './raw-batches/batch-intake.js';
import { BatchRegister } from './raw-batches/batch-register.js';
import { IntakeLimit } from './raw-batches/intake-limit.js';
import { RawBatchPublisher } from './raw-batches/raw-batch.publisher.js';
import { RawBatchesController } from './raw-batches/raw-batches.controller.js';
import { TenantQuota } from './raw-batches/tenant-quota.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { Shutdown } from './shutdown.js';
import { SyncStateController } from './sync-state/sync-state.controller.js';
import { TenantsController } from './tenants/tenants.controller.js';
import { METRICS } from './tokens.js';
import { People } from './users/people.js';
import { UsersController } from './users/users.controller.js';
import { ValidationController } from './validation/validation.controller.js';

/** What the process opened before the module is built. */
export interface GatewayParts {
  readonly config: Pick<GatewayConfig, 'intakeBytes' | 'quotaPerMinute'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  readonly output: Output;
  readonly connection: AccessConnection['connection'];
  readonly circuit: StoreCircuit;
  /** Closes Kafka, then MongoDB; runs after HTTP is closed. */
  readonly close: () => Promise<void>;
}

/** Ingest goes on without the database, calls about keys and users cannot: they wait, and each asks for itself. */
const PATIENCE = { deadlineMs: 10_000, openMs: 0 };

/** Composition root of the gateway. */
@Module({})
export class AppModule {
  static forRoot({ config, logger, metrics, health, output, connection, circuit, close }: GatewayParts): DynamicModule {
    const store = new AccessStore(connection, circuit);
    const patientStore = new AccessStore(connection, createStoreCircuit(PATIENCE));
    const credentials = new BearerCredentials({ logger, lookups: credentialLookups((work) => store.run(work)) });
    const quota = new TenantQuota({
      findQuota: (tenant) => store.run((open) => findTenantQuota(open, tenant)),
      defaultPerMinute: config.quotaPerMinute,
      logger,
    });
    const register = new BatchRegister(store, createReceiptClaims(connection), logger);
    return {
      module: AppModule,
      imports: [HealthModule.forRoot(health, metrics)],
      controllers: [
        RawBatchesController,
        ReceiptsController,
        TenantsController,
        ApiKeysController,
        UsersController,
        ValidationController,
        PrioritiesController,
        SyncStateController,
        DeviceTokensController,
        ErasuresController,
      ],
      providers: [
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: CREDENTIAL_SOURCE, useValue: credentials },
        { provide: METRICS, useValue: metrics },
        { provide: AccessStore, useValue: patientStore },
        People,
        TokenIssuer,
        { provide: ErasurePublisher, useValue: new ErasurePublisher(output) },
        { provide: PriorityChangePublisher, useValue: new PriorityChangePublisher(output) },
        { provide: IntakeLimit, useValue: new IntakeLimit(config.intakeBytes) },
        { provide: TenantQuota, useValue: quota },
        { provide: BatchIntake, useValue: new BatchIntake(register, new RawBatchPublisher(output)) },
        { provide: Shutdown, useValue: new Shutdown(close) },
      ],
    };
  }
}
