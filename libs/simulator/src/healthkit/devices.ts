import { rollDice } from '../dice.js';
import type { WireRecord } from '../wire.js';

/** A HealthKit source: what every sample of it repeats. `device` is absent on most samples of third-party apps. */
export interface HealthkitSource {
  readonly sourceRevision: {
    readonly source: { readonly name: string; readonly bundleIdentifier: string };
  } & WireRecord;
  readonly device?: WireRecord;
}

const OS = '26.1';
export const PHONE_MODEL = 'iPhone17,2';
const WATCH_MODEL = 'Watch7,4';

/** All devices of Apple share a prefix and differ in the rest: a source is the whole bundle identifier. */
function appleSource(seed: string, kind: 'phone' | 'watch', owner: string): HealthkitSource {
  const [model, name, product] =
    kind === 'phone' ? ['iPhone', 'iPhone', PHONE_MODEL] : ['Watch', 'Apple Watch', WATCH_MODEL];
  const bundleIdentifier = `com.apple.health.${rollDice(seed, 'source', kind).uuid().toUpperCase()}`;
  return {
    sourceRevision: {
      source: { name: `${owner}'s ${model}`, bundleIdentifier },
      version: OS,
      operatingSystemVersion: `${OS}.0`,
      productType: product,
    },
    device: { name, manufacturer: 'Apple Inc.', model, hardwareVersion: product, softwareVersion: OS },
  };
}

export interface HealthkitDevices {
  readonly phone: HealthkitSource;
  readonly worn: HealthkitSource;
  readonly scale: HealthkitSource;
}

/** Phone, watch and the app of a scale. `owner` is the name that the devices carry. */
export function healthkitDevices(seed: string, owner: string): HealthkitDevices {
  return {
    phone: appleSource(seed, 'phone', owner),
    worn: appleSource(seed, 'watch', owner),
    scale: {
      sourceRevision: {
        source: { name: 'Example Scale', bundleIdentifier: 'com.example.scale' },
        version: '812',
        operatingSystemVersion: `${OS}.0`,
        productType: PHONE_MODEL,
      },
    },
  };
}
