import {
  appFor,
  deviceTypeForProduct,
  DEVICE_TYPES,
  sourceIdOf,
  type DeviceType,
  type Platform,
  type Source,
  type SourceId,
} from '@tributary/contracts';

/** What a record says about where it comes from. */
export interface SourceFacts {
  /** Bundle identifier or package; null: not said. */
  readonly app: string | null;
  readonly appName: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  /** Kind of device as the platform names it; null: not said. */
  readonly deviceType: DeviceType | null;
  /** HealthKit `hardwareVersion`: the product that measured (`Watch7,4`). */
  readonly hardware: string | null;
  /** HealthKit `productType`: the product on which the record was saved. */
  readonly product: string | null;
}

export const UNKNOWN_APP = 'unknown';
const MAX_TEXT = 256;
const MAX_SOURCES = 10_000;

const isDeviceType = (name: string): name is DeviceType => (DEVICE_TYPES as readonly string[]).includes(name);
const cut = (text: string | null): string | null =>
  text !== null && text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;

/**
 * The kind of device: what the record says about the device, else what the app is known to pair with, else the product
 * on which the record was saved (a phone that received a scale's value says little about the scale).
 */
function deviceTypeOf(platform: Platform, facts: SourceFacts): { type: DeviceType; fromProduct: boolean } {
  const said = facts.deviceType ?? deviceTypeForProduct(facts.model ?? '');
  if (said !== 'unknown') return { type: said, fromProduct: false };
  const measured = deviceTypeForProduct(facts.hardware ?? '');
  if (measured !== 'unknown') return { type: measured, fromProduct: false };
  const known = facts.app === null ? undefined : appFor(platform, facts.app);
  if (known !== undefined && known.deviceClass !== 'unknown' && isDeviceType(known.deviceClass))
    return { type: known.deviceClass, fromProduct: false };
  return { type: deviceTypeForProduct(facts.product ?? ''), fromProduct: true };
}

function describe(platform: Platform, facts: SourceFacts): Source {
  const app = cut(facts.app) ?? UNKNOWN_APP;
  const { type, fromProduct } = deviceTypeOf(platform, facts);
  const manufacturer = cut(facts.manufacturer);
  const model = cut(facts.model ?? (fromProduct ? facts.product : null) ?? facts.hardware);
  return {
    id: sourceIdOf(app, manufacturer, model, type),
    app: {
      id: app,
      name: cut(facts.appName) ?? (facts.app === null ? null : (appFor(platform, facts.app)?.name ?? null)),
    },
    device: { manufacturer, model, type },
  };
}

/** Interns the sources of a batch: records of one source share one id, worked out once. */
export class SourceBook {
  readonly #platform: Platform;
  readonly #idByFacts = new Map<string, SourceId>();
  readonly #sourceById = new Map<SourceId, Source>();
  #last: { readonly facts: SourceFacts; readonly id: SourceId } | null = null;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  intern(facts: SourceFacts): SourceId {
    const last = this.#last;
    if (last !== null && isSame(last.facts, facts)) return last.id;
    const key = `${facts.app ?? '\n'}\0${facts.appName ?? ''}\0${facts.manufacturer ?? '\n'}\0${facts.model ?? '\n'}\0${facts.deviceType ?? ''}\0${facts.hardware ?? '\n'}\0${facts.product ?? '\n'}`;
    let id = this.#idByFacts.get(key);
    if (id === undefined) {
      id = this.#open(facts);
      if (this.#idByFacts.size < MAX_SOURCES) this.#idByFacts.set(key, id);
    }
    this.#last = { facts, id };
    return id;
  }

  #open(facts: SourceFacts): SourceId {
    const source = describe(this.#platform, facts);
    const known = this.#sourceById.get(source.id);
    if (known === undefined || known.app.name === null) this.#sourceById.set(source.id, source);
    return source.id;
  }

  sources(): Source[] {
    return [...this.#sourceById.values()];
  }

  get(id: SourceId): Source | undefined {
    return this.#sourceById.get(id);
  }
}

function isSame(a: SourceFacts, b: SourceFacts): boolean {
  return (
    a.app === b.app &&
    a.model === b.model &&
    a.product === b.product &&
    a.appName === b.appName &&
    a.manufacturer === b.manufacturer &&
    a.deviceType === b.deviceType &&
    a.hardware === b.hardware
  );
}
