export * from './access-connection.js';
export * from './access-indexes.js';
export * from './access-store.js';
export * from './api-key.repository.js';
export * from './credential-lookups.js';
export * from './device-token.repository.js';
export { isErased, type ErasureStub } from './erasure-stub.js';
export { findErasure, noteErasureSent, requestErasure, type Erasure } from './erasure.repository.js';
export * from './known-user.js';
export * from './person-erasure.js';
export * from './receipt-claims.js';
export * from './signing-key.repository.js';
export * from './store-circuit.js';
export * from './store-watch.js';
export * from './sync-state.repository.js';
export {
  createTenant,
  ensureTenant,
  findTenantQuota,
  listTenants,
  setTenantQuota,
  type TenantFacts,
} from './tenant.repository.js';
export type { ZoneEntry } from './user.model.js';
export * from './user.repository.js';
