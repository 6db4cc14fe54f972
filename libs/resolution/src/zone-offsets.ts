import { LimitedMap } from './limited-map.js';

const MINUTE_MS = 60_000;

/** Offsets are looked up in blocks this long. Zones that suspend daylight time for Ramadan change twice in a month, never in a week. */
const BLOCK_MS = 7 * 24 * 60 * MINUTE_MS;
/** Two centuries of one zone. */
const MOST_BLOCKS = 10_500;

interface Block {
  /** First instant of the later offset; Infinity where the offset does not change. */
  readonly changesMs: number;
  readonly before: number;
  readonly after: number;
}

/** The offset at an instant, read from the runtime's zone data: some microseconds a call. */
type ReadOffset = (epochMs: number) => number;

function readerOf(zone: string): ReadOffset {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (epochMs) => {
    const at: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of format.formatToParts(epochMs)) at[type] = value;
    const year = at.era === 'BC' ? 1 - Number(at.year) : Number(at.year);
    const local = new Date(0).setUTCFullYear(year, Number(at.month) - 1, Number(at.day));
    const clock = (Number(at.hour) * 60 + Number(at.minute)) * MINUTE_MS + Number(at.second) * 1000;
    return Math.round((local + clock - Math.floor(epochMs / 1000) * 1000) / MINUTE_MS);
  };
}

/** Offsets of one zone, remembered block by block. */
export class Zone {
  private readonly blocks = new LimitedMap<number, Block>(MOST_BLOCKS);

  private constructor(private readonly read: ReadOffset) {}

  /** Throws RangeError when the runtime does not know the name. */
  static named(name: string): Zone {
    return new Zone(readerOf(name));
  }

  static fixed(offsetMinutes: number): Zone {
    return new Zone(() => offsetMinutes);
  }

  offsetMinutesAt(epochMs: number): number {
    const block = this.block(Math.floor(epochMs / BLOCK_MS));
    return epochMs < block.changesMs ? block.before : block.after;
  }

  transitions(fromMs: number, toMs: number): number[] {
    const found: number[] = [];
    for (let number = Math.floor(fromMs / BLOCK_MS); number * BLOCK_MS < toMs; number++) {
      const { changesMs } = this.block(number);
      if (changesMs >= fromMs && changesMs < toMs) found.push(changesMs);
    }
    return found;
  }

  private block(number: number): Block {
    let block = this.blocks.get(number);
    if (block === undefined) this.blocks.set(number, (block = this.readBlock(number * BLOCK_MS)));
    return block;
  }

  /** Compares with the offset just before the block, so that a change on its first instant is found. */
  private readBlock(startMs: number): Block {
    const before = this.read(startMs - 1);
    const after = this.read(startMs + BLOCK_MS - 1);
    if (before === after) return { changesMs: Infinity, before, after };
    let [low, high] = [startMs - 1, startMs + BLOCK_MS - 1];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.read(middle) === before) low = middle;
      else high = middle;
    }
    return { changesMs: high, before, after };
  }
}
