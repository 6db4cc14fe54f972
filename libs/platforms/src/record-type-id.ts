import type { Platform } from '@tributary/contracts';
import { PLATFORM_MAPPERS } from './registry.js';

/** Identifier under which records of a type are stored, by any of its names; unknown names stay as they are. */
export const recordTypeIdOf = (platform: Platform, name: string): string => PLATFORM_MAPPERS[platform].typeId(name);
