import { toInstant, type ExplainView, type Interval, type Metric } from '@tributary/contracts';
import type { ExplainedDayCell, ExplainedSegment, Loser, NamedRecord } from '@tributary/resolution';
import { InstantWriter, unitOf, Utf8Writer } from '@tributary/store';

export interface Explained {
  readonly metric: Metric;
  /** null: a window was asked for. */
  readonly date: string | null;
  readonly window: Interval;
  readonly cell: ExplainedDayCell;
}

/** An explanation as the API shows it, but for its segments. */
function frontOf({ metric, date, window, cell }: Explained): Omit<ExplainView, 'segments'> {
  const { place, rule } = cell.chosen;
  const { effectiveFrom, order, unlisted } = rule;
  return {
    metric: metric.id,
    unit: unitOf(metric.id),
    aggregation: metric.summary ?? 'sum',
    date,
    start: toInstant(window.startMs),
    end: toInstant(window.endMs),
    value: cell.value,
    rule: { place, metric: rule.metric, effectiveFrom, order: order.map((entry) => ({ ...entry })), unlisted },
    sources: cell.sources.map((share) => ({ ...share })),
  };
}

const BLOCK_BYTES = 64 * 1024;
const SEGMENT_BYTES = 4 * 1024;
const PIECES = {
  start: Buffer.from('{"start":"'),
  end: Buffer.from('","end":"'),
  value: Buffer.from('","value":'),
  winner: Buffer.from(',"winner":'),
  losers: Buffer.from('},"losers":['),
  close: Buffer.from(']}'),
  named: Buffer.from('{"recordId":'),
  comma: Buffer.from(','),
} as const;

/** Writes segments as JSON: a day at 1 Hz has 86,400, and an object for each would cost more than finding them. */
class SegmentWriter {
  readonly #instants = new InstantWriter();
  /** What stands behind the record's id, by source and rank; there are few. */
  readonly #ends = new Map<string, Map<number, Uint8Array>>();

  constructor(private readonly out: Utf8Writer) {}

  write({ startMs, endMs, value, winner, losers }: ExplainedSegment): void {
    const { out } = this;
    out.put(PIECES.start);
    out.put(this.#instants.write(startMs));
    out.put(PIECES.end);
    out.put(this.#instants.write(endMs));
    out.put(PIECES.value);
    out.number(value);
    out.put(PIECES.winner);
    this.#writeNamed(winner);
    out.put(PIECES.losers);
    let isFirst = true;
    for (const loser of losers) {
      if (!isFirst) out.put(PIECES.comma);
      isFirst = false;
      this.#writeLoser(loser);
    }
    out.put(PIECES.close);
  }

  #writeLoser(loser: Loser): void {
    this.#writeNamed(loser);
    this.out.text(`,"reason":"${loser.reason}"}`);
  }

  /** Open for what else there is to say. */
  #writeNamed({ recordId, sourceId, rank }: NamedRecord): void {
    this.out.put(PIECES.named);
    this.out.text(JSON.stringify(recordId));
    this.out.put(this.#endOf(sourceId, rank));
  }

  #endOf(sourceId: string, rank: number): Uint8Array {
    let byRank = this.#ends.get(sourceId);
    if (byRank === undefined) this.#ends.set(sourceId, (byRank = new Map<number, Uint8Array>()));
    let end = byRank.get(rank);
    if (end === undefined)
      byRank.set(rank, (end = Buffer.from(`,"sourceId":${JSON.stringify(sourceId)},"rank":${String(rank)}`)));
    return end;
  }
}

/** An explanation as JSON (`ExplainView`), in blocks. */
export async function* explanationBlocks(explained: Explained): AsyncGenerator<Buffer, void, void> {
  const out = new Utf8Writer(BLOCK_BYTES + SEGMENT_BYTES);
  const segments = new SegmentWriter(out);
  out.text(`${JSON.stringify(frontOf(explained)).slice(0, -1)},"segments":[`);
  let isFirst = true;
  for (const segment of explained.cell.segments) {
    if (!isFirst) out.put(PIECES.comma);
    isFirst = false;
    segments.write(segment);
    // The reader's pace is kept, and others have their turn.
    if (out.length >= BLOCK_BYTES) yield await Promise.resolve(out.take());
  }
  out.text(']}');
  yield out.take();
}
