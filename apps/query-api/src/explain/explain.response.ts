import { toInstant, type ExplainView, type Interval, type Metric } from '@tributary/contracts';
import type {
  ChosenRule,
  ExplainedDayCell,
  ExplainedSegment,
  Loser,
  NamedRecord,
  UncountedRecord,
} from '@tributary/resolution';
import { unitOf } from '@tributary/store';
import type { Blocks } from '../lists/body-stream.js';

export interface Explained {
  readonly metric: Metric;
  /** null: a window was asked for. */
  readonly date: string | null;
  readonly window: Interval;
  readonly cell: ExplainedDayCell;
  /** The rules of a window. */
  readonly periods?: readonly { readonly date: string; readonly chosen: ChosenRule }[];
}

function decidingRule({ place, rule }: ChosenRule): ExplainView['rule'] {
  const { metric, effectiveFrom, order, unlisted } = rule;
  return { place, metric, effectiveFrom, order: order.map((entry) => ({ ...entry })), unlisted };
}

/** An explanation as the API shows it, but for its lists. */
function frontOf({ metric, date, window, cell, periods }: Explained): Omit<ExplainView, 'segments' | 'uncounted'> {
  return {
    metric: metric.id,
    unit: unitOf(metric.id),
    aggregation: metric.summary ?? 'sum',
    date,
    start: toInstant(window.startMs),
    end: toInstant(window.endMs),
    value: cell.value,
    rule: decidingRule(cell.chosen),
    ...(periods && { rules: periods.map(({ date: from, chosen }) => ({ from, ...decidingRule(chosen) })) }),
    sources: cell.sources.map((share) => ({ ...share })),
  };
}

/** Characters after which a block ends. */
const BLOCK_LENGTH = 64_000;
/** What JSON takes as it is. */
const PLAIN = /^[\w.~-]*$/;

const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

const timeText = ({ startMs, endMs }: Interval): string =>
  `"start":"${toInstant(startMs)}","end":"${toInstant(endMs)}"`;

/** Writes segments as JSON: a day at 1 Hz has 86,400, and an object for each would cost more than finding them. */
class ExplanationTexts {
  /** Between the id of a record and its rank, by source; there are few. */
  readonly #sources = new Map<string, string>();

  segment(segment: ExplainedSegment): string {
    const { value, winner, losers } = segment;
    let behind = '';
    for (const loser of losers) {
      if (behind !== '') behind += ',';
      behind += `{${this.#loser(loser)}}`;
    }
    return `{${timeText(segment)},"value":${String(value)},"winner":{${this.#named(winner)}},"losers":[${behind}]}`;
  }

  uncounted(record: UncountedRecord): string {
    return `{${timeText(record)},${this.#loser(record)}}`;
  }

  #loser(loser: Loser): string {
    return `${this.#named(loser)},"reason":"${loser.reason}"`;
  }

  #named({ recordId, sourceId, rank }: NamedRecord): string {
    return `"recordId":${quoted(recordId)}${this.#sourceOf(sourceId)}${String(rank)}`;
  }

  #sourceOf(sourceId: string): string {
    let text = this.#sources.get(sourceId);
    if (text === undefined) {
      text = `,"sourceId":${quoted(sourceId)},"rank":`;
      this.#sources.set(sourceId, text);
    }
    return text;
  }
}

/** An explanation as JSON (`ExplainView`), piece by piece. */
function* piecesOf(explained: Explained): Generator<string, void, void> {
  const texts = new ExplanationTexts();
  const { segments, uncounted } = explained.cell;
  yield `${JSON.stringify(frontOf(explained)).slice(0, -1)},"segments":[`;
  yield* listed(segments, (segment) => texts.segment(segment));
  yield '],"uncounted":[';
  yield* listed(uncounted, (record) => texts.uncounted(record));
  yield ']}';
}

function* listed<T>(items: readonly T[], textOf: (item: T) => string): Generator<string, void, void> {
  let separator = '';
  for (const item of items) {
    yield separator + textOf(item);
    separator = ',';
  }
}

/** The same in blocks. */
export async function* explanationBlocks(explained: Explained): Blocks {
  let block = '';
  for (const piece of piecesOf(explained)) {
    block += piece;
    if (block.length < BLOCK_LENGTH) continue;
    // The reader's pace is kept, and others have their turn.
    yield await Promise.resolve(Buffer.from(block));
    block = '';
  }
  if (block !== '') yield Buffer.from(block);
}
