import type { CanonicalRecord, Platform } from '@tributary/contracts';
import { healthConnectMapper } from './health-connect/mapper.js';
import { healthKitMapper } from './healthkit/mapper.js';
import type { RecordScope } from './mapping/batch-scope.js';
import type { JsonObject } from './reading/json.js';
import type { Refusal } from './record-result.js';

/** How one platform's records become canonical ones. */
export interface PlatformMapper {
  /** The identifier of a type by any of its names; a name that no table has stays as it is. */
  typeId(name: string): string;
  /** The canonical records of a raw one, warnings in the scope, or why it is refused. Pure; never throws. */
  map(raw: JsonObject, scope: RecordScope): readonly CanonicalRecord[] | Refusal;
}

/** One row per platform. */
export const PLATFORM_MAPPERS = {
  healthkit: healthKitMapper,
  health_connect: healthConnectMapper,
} as const satisfies Record<Platform, PlatformMapper>;
