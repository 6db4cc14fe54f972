import type { Platform } from '../platforms.js';
import { ATTRIBUTE_ROWS } from './data/attributes.js';
import { HEALTH_CONNECT_ENUM_ROWS, HEALTHKIT_ENUM_ROWS } from './data/enums.js';

/** An enum of a platform. Old names share the int of the new one. */
export interface PlatformEnum {
  readonly name: string;
  readonly members: readonly {
    /** What arrives: HealthKit's and Jetpack's int, in one enum a string; null where Jetpack has no int for it. */
    readonly value: number | string | null;
    readonly name: string;
    /** Health Connect, where it differs: the int of the platform API. */
    readonly platformValue?: number;
  }[];
  readonly note?: string;
  readonly source: string;
}

export const PLATFORM_ENUMS: Readonly<Record<Platform, readonly PlatformEnum[]>> = {
  healthkit: HEALTHKIT_ENUM_ROWS,
  health_connect: HEALTH_CONNECT_ENUM_ROWS,
};

const index = (rows: readonly PlatformEnum[]): ReadonlyMap<string, PlatformEnum> =>
  new Map(rows.map((row) => [row.name, row]));
const byName: Readonly<Record<Platform, ReadonlyMap<string, PlatformEnum>>> = {
  healthkit: index(HEALTHKIT_ENUM_ROWS),
  health_connect: index(HEALTH_CONNECT_ENUM_ROWS),
};

export const enumFor = (platform: Platform, name: string): PlatformEnum | undefined => byName[platform].get(name);

/** Current name of an enum value, as the platform spells it; undefined: not in the table. */
export const enumMemberName = (platform: Platform, enumName: string, value: number | string): string | undefined =>
  enumFor(platform, enumName)?.members.find((member) => member.value === value)?.name;

/** Where a platform keeps an attribute, and its codes (as text) by canonical code. */
export interface AttributeSource {
  readonly field: string;
  readonly map: Readonly<Record<string, string>> | null;
  /** Codes of the platform API where they differ from Jetpack's. */
  readonly platformMap?: Readonly<Record<string, string>>;
  readonly unit?: string;
}

/** A fact beside a value: where on the body, before or after a meal, which kind of device. */
export interface Attribute {
  readonly id: string;
  readonly type: 'code' | 'boolean' | 'number';
  readonly values: readonly string[] | null;
  readonly healthConnect: AttributeSource | null;
  readonly healthKit: AttributeSource | null;
  readonly note?: string;
  readonly source: string;
}

export const ATTRIBUTES: readonly Attribute[] = ATTRIBUTE_ROWS;

export const ATTRIBUTE_BY_ID: ReadonlyMap<string, Attribute> = new Map(
  ATTRIBUTES.map((attribute) => [attribute.id, attribute]),
);
