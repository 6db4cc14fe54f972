import type { CanonicalRecord, Interval } from '@tributary/contracts';
import { berlinDate, berlinDay } from './berlin-days.js';

/** A record as the sweep sees it: an amount, or a session with pieces that do not count. */
interface Piece extends Interval {
  readonly id: string;
  readonly sourceId: string;
  readonly rank: number;
  readonly modifiedMs: number;
  readonly value: number;
  readonly excluded: readonly Interval[] | null;
}

/** Metric → value of one local date. */
export type DayValues = Record<string, number>;

/** Larger is better. */
export type RankOf = (sourceId: string) => number;

const AWAKE = ['awake', 'awake_in_bed', 'out_of_bed'];
const PAUSES = ['rest', 'pause'];
/** HealthKit codes that are sleep: unspecified, core, deep, REM; and the one that is awake, which hides sleep. */
const ASLEEP_CODES = [1, 3, 4, 5];
const AWAKE_CODE = 2;

/** Resolution of the metrics that the proofs use, from the catalog of metrics. */
const METHODS: Readonly<Record<string, 'sweep' | 'pooled' | 'average' | 'last' | 'count'>> = {
  steps: 'sweep',
  distance: 'sweep',
  sleep_duration: 'sweep',
  workout_duration: 'sweep',
  mindfulness_duration: 'sweep',
  dietary_protein: 'pooled',
  heart_rate: 'average',
  weight: 'last',
  high_heart_rate_event: 'count',
};

const seconds = ({ startMs, endMs }: Interval): number => (endMs - startMs) / 1000;

/** Seconds of `[fromMs, toMs)` that no excluded interval covers; excluded intervals may overlap. */
function unexcluded(fromMs: number, toMs: number, excluded: readonly Interval[]): number {
  const borders = new Set([fromMs, toMs, ...excluded.flatMap(({ startMs, endMs }) => [startMs, endMs])]);
  const cuts = [...borders].filter((ms) => ms >= fromMs && ms <= toMs).sort((a, b) => a - b);
  return cuts.slice(1).reduce((sum, endMs, index) => {
    const startMs = cuts[index] ?? endMs;
    const isOut = excluded.some((piece) => piece.startMs <= startMs && endMs <= piece.endMs);
    return isOut ? sum : sum + seconds({ startMs, endMs });
  }, 0);
}

type MetricPiece = Piece & { readonly metric: string };

function piecesOf(record: CanonicalRecord, rankOf: RankOf): MetricPiece[] {
  const { id, sourceId, startMs, version, content } = record;
  const facts = { sourceId, rank: rankOf(sourceId), modifiedMs: version.modifiedMs ?? -Infinity };
  const session = (metric: string, window: Interval, excluded: readonly Interval[], part = ''): MetricPiece => {
    const { startMs: from, endMs: to } = window;
    return {
      ...facts,
      id: id + part,
      metric,
      startMs: from,
      endMs: to,
      value: unexcluded(from, to, excluded),
      excluded,
    };
  };
  if (content.kind === 'sleep')
    return [
      session(
        'sleep_duration',
        record,
        content.stages.filter(({ stage }) => AWAKE.includes(stage)),
      ),
    ];
  if (content.kind === 'workout')
    return [
      session(
        'workout_duration',
        record,
        content.segments.filter(({ type }) => PAUSES.includes(type)),
      ),
    ];
  if (content.kind === 'event') {
    if (content.type === 'mindful_session') return [session('mindfulness_duration', record, [])];
    return [{ ...facts, id, metric: content.type, startMs, endMs: startMs, value: 1, excluded: null }];
  }
  return content.samples.flatMap((sample): MetricPiece[] => {
    const part = sample.part === '' ? '' : `~${sample.part}`;
    if (sample.metric === 'sleep_stage') {
      if (sample.value === AWAKE_CODE) return [session('sleep_duration', sample, [sample], part)];
      return ASLEEP_CODES.includes(sample.value) ? [session('sleep_duration', sample, [], part)] : [];
    }
    const { metric, value } = sample;
    return [{ ...facts, id: id + part, metric, startMs: sample.startMs, endMs: sample.endMs, value, excluded: null }];
  });
}

/** Whether one record hides another: rank, time of change, start, end, whole result; equal in all, the smaller id is named. */
function beats(a: Piece, b: Piece): boolean {
  for (const field of ['rank', 'modifiedMs', 'startMs', 'endMs', 'value'] as const)
    if (a[field] !== b[field]) return a[field] > b[field];
  return a.id < b.id;
}

const best = (pieces: readonly Piece[]): Piece | null =>
  pieces.reduce<Piece | null>((winner, piece) => (winner === null || beats(piece, winner) ? piece : winner), null);

/** Every near copy leaves but the first of its family: same source and value, starts and ends less than a second apart. */
function withoutCopies(pieces: readonly Piece[]): Piece[] {
  const isCopy = (a: Piece, b: Piece): boolean =>
    a.excluded === null &&
    b.excluded === null &&
    a.sourceId === b.sourceId &&
    a.value === b.value &&
    Math.abs(a.startMs - b.startMs) < 1000 &&
    Math.abs(a.endMs - b.endMs) < 1000;
  const left = [...pieces].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || (a.id < b.id ? -1 : 1));
  const kept: Piece[] = [];
  while (left.length > 0) {
    const family = left.splice(0, 1);
    for (const member of family)
      for (let at = left.length - 1; at >= 0; at--)
        if (left.slice(at, at + 1).some((other) => isCopy(member, other))) family.push(...left.splice(at, 1));
    kept.push(...family.slice(0, 1));
  }
  return kept;
}

/** Share of the day in each piece between two neighbouring borders, by asking who is best there. */
function sweepDay(all: readonly Piece[], day: Interval): number | null {
  const pieces = withoutCopies(all);
  const borders = [day.startMs, day.endMs, ...pieces.flatMap(({ startMs, endMs }) => [startMs, endMs])];
  const cuts = [...new Set(borders)].filter((ms) => ms >= day.startMs && ms <= day.endMs).sort((a, b) => a - b);
  let total: number | null = null;
  cuts.forEach((startMs, index) => {
    const endMs = cuts[index + 1];
    if (endMs === undefined) return;
    const winner = best(pieces.filter((piece) => piece.startMs <= startMs && piece.endMs >= endMs));
    if (winner) {
      const { value, excluded } = winner;
      const share = excluded
        ? unexcluded(startMs, endMs, excluded)
        : (value * (endMs - startMs)) / (winner.endMs - winner.startMs);
      total = (total ?? 0) + share;
    }
    if (!pieces.some((piece) => piece.startMs === startMs && piece.endMs === startMs)) return;
    const atInstant = best(pieces.filter((piece) => piece.startMs <= startMs && startMs <= piece.endMs));
    total = (total ?? 0) + (atInstant?.startMs === atInstant?.endMs ? (atInstant?.value ?? 0) : 0);
  });
  return total;
}

function poolDay(pieces: readonly Piece[], day: Interval): number | null {
  const shares = withoutCopies(pieces).flatMap(({ startMs, endMs, value }) => {
    if (startMs === endMs) return startMs >= day.startMs && startMs < day.endMs ? [value] : [];
    const overlap = Math.min(endMs, day.endMs) - Math.max(startMs, day.startMs);
    return overlap > 0 ? [(value * overlap) / (endMs - startMs)] : [];
  });
  return shares.length === 0 ? null : shares.reduce((a, b) => a + b, 0);
}

/** The values of the source with the best rank, then the most samples, then the smaller id, in order of time. */
function spokenFor(pieces: readonly Piece[], day: Interval): number[] {
  const inside = pieces.filter(({ startMs }) => startMs >= day.startMs && startMs < day.endMs);
  const countOf = (sourceId: string) => inside.filter((piece) => piece.sourceId === sourceId).length;
  const [first] = [...inside].sort(
    (a, b) => b.rank - a.rank || countOf(b.sourceId) - countOf(a.sourceId) || (a.sourceId < b.sourceId ? -1 : 1),
  );
  return inside
    .filter(({ sourceId }) => sourceId === first?.sourceId)
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || byChange(a, b))
    .map(({ value }) => value);
}

const byChange = (a: Piece, b: Piece): number =>
  Math.max(a.modifiedMs, 0) - Math.max(b.modifiedMs, 0) || (a.id < b.id ? -1 : 1);

const countDay = (pieces: readonly Piece[], { startMs, endMs }: Interval): number | null =>
  pieces.filter((piece) => piece.startMs >= startMs && piece.startMs < endMs).length || null;

function dayValue(metric: string, pieces: readonly Piece[], day: Interval): number | null {
  const method = METHODS[metric];
  if (method === 'sweep') return sweepDay(pieces, day);
  if (method === 'pooled') return poolDay(pieces, day);
  if (method === 'count') return countDay(pieces, day);
  const values = spokenFor(pieces, day);
  if (method === undefined || values.length === 0) return null;
  return method === 'last' ? (values.at(-1) ?? null) : values.reduce((a, b) => a + b, 0) / values.length;
}

/** What the daily summaries must say of the records that stand: local date → metric → value. */
export function dayValues(records: Iterable<CanonicalRecord>, rankOf: RankOf): Record<string, DayValues> {
  const byMetric = new Map<string, Piece[]>();
  const dates = new Set<string>();
  for (const record of records) {
    for (const { metric, ...piece } of piecesOf(record, rankOf)) {
      byMetric.set(metric, [...(byMetric.get(metric) ?? []), piece]);
      for (let ms = piece.startMs; ms < piece.endMs; ms += 3_600_000) dates.add(berlinDate(ms));
      dates.add(berlinDate(piece.endMs)).add(berlinDate(piece.startMs));
    }
  }
  const days: Record<string, DayValues> = {};
  for (const date of [...dates].sort()) {
    const values: DayValues = {};
    for (const metric of [...byMetric.keys()].sort()) {
      const value = dayValue(metric, byMetric.get(metric) ?? [], berlinDay(date));
      if (value !== null) values[metric] = value;
    }
    if (Object.keys(values).length > 0) days[date] = values;
  }
  return days;
}
