import type { Platform } from '../platforms.js';
import { SOURCE_APP_ROWS } from './data/source-apps.js';

/** What kind of device measured. Ids of the attribute `device_type`. */
export const DEVICE_TYPES = [
  'unknown',
  'watch',
  'phone',
  'scale',
  'ring',
  'head_mounted',
  'band',
  'chest_strap',
  'smart_display',
  'medical_device',
  'glasses',
  'hearable',
  'fitness_machine',
  'fitness_equipment',
  'computer',
  'meter',
] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

/** An app that writes into a platform's store. */
export interface SourceApp {
  readonly platform: Platform;
  /** iOS bundle id or Android package, compared case-sensitively. */
  readonly identifier: string;
  /** `prefix`: `identifier` is the beginning of the real one. */
  readonly match: 'exact' | 'prefix';
  readonly vendor: string;
  readonly name: string;
  /** Fallback only: prefer what the record says about its device. `aggregator` and `manual` are no devices. */
  readonly deviceClass: DeviceType | 'aggregator' | 'manual';
  readonly otherClasses: readonly DeviceType[];
  /** `aggregator` passes on what other apps measured; `provider` is the store itself. */
  readonly role: 'origin' | 'aggregator' | 'provider';
  readonly status: 'verified' | 'unverified';
  /** Kind of proof, strongest first: store_and_permissions, store_lookup, vendor_guide, sdk_list, code, label_map. */
  readonly evidence: string;
  readonly note?: string;
  readonly source: string;
}

export const SOURCE_APPS: readonly SourceApp[] = SOURCE_APP_ROWS;

const exact = new Map<string, SourceApp>();
const prefixes: SourceApp[] = [];
for (const app of SOURCE_APPS) {
  if (app.match === 'exact') exact.set(`${app.platform} ${app.identifier}`, app);
  else prefixes.push(app);
}
prefixes.sort((a, b) => b.identifier.length - a.identifier.length);

/** The app behind an identifier: the exact row, else the longest matching prefix; undefined: not in the table. */
export function appFor(platform: Platform, identifier: string): SourceApp | undefined {
  return (
    exact.get(`${platform} ${identifier}`) ??
    prefixes.find((app) => app.platform === platform && identifier.startsWith(app.identifier))
  );
}

/** Beginnings of HealthKit product types and models (`Watch6,2`, `iPhone14,5`); the AirPods one is an assumption. */
export const HEALTHKIT_PRODUCTS: readonly { readonly prefix: string; readonly deviceType: DeviceType }[] = [
  { prefix: 'Watch', deviceType: 'watch' },
  { prefix: 'iPhone', deviceType: 'phone' },
  { prefix: 'iPad', deviceType: 'computer' },
  { prefix: 'AirPods', deviceType: 'hearable' },
];

/** Kind of device of a HealthKit `productType`, `hardwareVersion` or `model`; `unknown` where the table has none. */
export function deviceTypeForProduct(productType: string): DeviceType {
  return HEALTHKIT_PRODUCTS.find(({ prefix }) => productType.startsWith(prefix))?.deviceType ?? 'unknown';
}

/** Kind of device of a Health Connect `metadata.device.type`, whose ints are the positions in `DEVICE_TYPES`. */
export const deviceTypeForHealthConnect = (type: number): DeviceType => DEVICE_TYPES[type] ?? 'unknown';
