import type { FlagId, Interval } from '@tributary/contracts';
import { MINUTE_MS } from './calendar.js';
import { clip } from './intervals.js';
import { ASLEEP, ASLEEP_STAGES, DETAILED_STAGES, SLEEP_RULES_IN_FORCE, STAGE_RANK } from './sleep-rules.js';
import { layOut, type SweepRecord } from './sweep-field.js';
import { SweepWalk } from './sweep.js';

/** What every recording of sleep says, whatever its platform. */
interface SleepRecording extends Interval {
  readonly id: string;
  readonly sourceId: string;
  /** By the rule `sleep`; larger is better. */
  readonly rank: number;
  /** Epoch milliseconds; null where the platform does not say. */
  readonly modifiedMs: number | null;
  /** Offset that the recording names for its end; null where it names none. */
  readonly offsetMinutes: number | null;
  readonly flags: readonly FlagId[];
}

export interface StageInterval extends Interval {
  /** Id of `SLEEP_STAGES`. */
  readonly stage: string;
}

/** A session with its stages inside (Health Connect). Sessions of sources that never count are left out. */
export interface SleepSessionInput extends SleepRecording {
  readonly stages: readonly StageInterval[];
}

/** A loose sample of one stage (HealthKit). */
export interface StageSample extends SleepRecording {
  readonly stage: string;
}

/** A loose sample of one stage, or of being in bed. */
export interface SleepSampleInput extends Omit<StageSample, 'rank'> {
  /** null: the rule never counts the source, and only its being in bed is looked at. */
  readonly rank: number | null;
}

/** A recording with its stages, ready to be joined with others of its source. */
interface Piece {
  readonly recording: SleepRecording;
  readonly isSession: boolean;
  readonly stages: readonly StageInterval[];
}

/** What one source recorded of one night or nap. */
export interface SourceNight extends Interval {
  readonly sourceId: string;
  readonly rank: number;
  /** Disjoint, ascending; between them nothing is known. */
  readonly stages: readonly StageInterval[];
  /** By start, then id; collapsed ones included. */
  readonly recordings: readonly SleepRecording[];
  /** It has light, deep or REM sleep. */
  readonly detailed: boolean;
  /** It was put together over gaps, or from several sessions. */
  readonly stitched: boolean;
}

const byStart = (a: Piece, b: Piece): number =>
  a.recording.startMs - b.recording.startMs || (a.recording.id < b.recording.id ? -1 : 1);

const hasDetail = (stages: readonly StageInterval[]): boolean => stages.some(({ stage }) => DETAILED_STAGES.has(stage));

/** A session without stages is sleep from start to end. */
const sessionPiece = (session: SleepSessionInput): Piece => ({
  recording: session,
  isSession: true,
  stages: session.stages.length > 0 ? clip(session.stages, session) : [whole(session, ASLEEP)],
});

const samplePiece = (sample: StageSample): Piece => ({
  recording: sample,
  isSession: false,
  stages: [whole(sample, sample.stage)],
});

const whole = ({ startMs, endMs }: Interval, stage: string): StageInterval => ({ startMs, endMs, stage });

/** Whether a session says all that another of its source says: it covers it, and with no less detail. */
function absorbs(outer: Piece, inner: Piece): boolean {
  const [a, b] = [outer.recording, inner.recording];
  if (a.startMs > b.startMs || a.endMs < b.endMs) return false;
  if (hasDetail(inner.stages) && !hasDetail(outer.stages)) return false;
  const isSame = a.startMs === b.startMs && a.endMs === b.endMs && hasDetail(inner.stages) === hasDetail(outer.stages);
  if (!isSame) return true;
  const [newer, older] = [a.modifiedMs ?? -Infinity, b.modifiedMs ?? -Infinity];
  return newer === older ? a.id < b.id : newer > older;
}

/** A session that grew (22:00–02:00, then 22:00–07:00 under another id) counts once: the covered ones lose their stages. */
function collapse(pieces: readonly Piece[]): Piece[] {
  const sessions = pieces.filter(({ isSession }) => isSession);
  return pieces.map((piece) => {
    const isCovered = piece.isSession && sessions.some((other) => other !== piece && absorbs(other, piece));
    return isCovered ? { ...piece, stages: [] } : piece;
  });
}

/** At each moment the most specific stage; of equally specific ones the later change, then the later start. */
function mostSpecific(pieces: readonly Piece[], window: Interval): StageInterval[] {
  const stages = new Map<string, string>();
  const records = pieces.flatMap(({ recording, stages: own }) =>
    own.map(({ startMs, endMs, stage }, index): SweepRecord => {
      const id = `${recording.id} ${String(index)}`;
      stages.set(id, stage);
      const { sourceId, modifiedMs } = recording;
      return { id, sourceId, modifiedMs, rank: STAGE_RANK[stage] ?? 0, startMs, endMs, value: 0 };
    }),
  );
  const field = layOut(records);
  const found: { startMs: number; endMs: number; stage: string; winner: number }[] = [];
  new SweepWalk(field).through(window, {
    segment(startMs, endMs, winner) {
      const last = found.at(-1);
      const stage = stages.get(field.contenders[winner]?.record.id ?? '') ?? 'unknown';
      if (last?.winner === winner && last.endMs === startMs) last.endMs = endMs;
      else found.push({ startMs, endMs, stage, winner });
    },
    instant: () => undefined,
  });
  return found.map(({ startMs, endMs, stage }) => ({ startMs, endMs, stage }));
}

/** Pieces of one source, ascending, where a gap is shorter than the limit of their kind. */
function stitch(pieces: readonly Piece[]): { pieces: Piece[]; hasGap: boolean; endMs: number }[] {
  const { samples, sessions } = SLEEP_RULES_IN_FORCE.stitchGapMinutes;
  const groups: { pieces: Piece[]; hasGap: boolean; endMs: number }[] = [];
  for (const piece of pieces) {
    const { startMs, endMs } = piece.recording;
    const last = groups.at(-1);
    const limitMs = (piece.isSession ? sessions : samples) * MINUTE_MS;
    if (last === undefined || startMs - last.endMs >= limitMs) {
      groups.push({ pieces: [piece], hasGap: false, endMs });
      continue;
    }
    last.pieces.push(piece);
    last.hasGap ||= startMs > last.endMs;
    last.endMs = Math.max(last.endMs, endMs);
  }
  return groups;
}

function nightOf(pieces: readonly Piece[], hasGap: boolean, endMs: number): SourceNight | null {
  const [first] = pieces;
  if (first === undefined) return null;
  const window = { startMs: first.recording.startMs, endMs };
  const stages = mostSpecific(pieces, window);
  const isSession = pieces.some((piece) => piece.isSession);
  if (!isSession && !stages.some(({ stage }) => ASLEEP_STAGES.has(stage))) return null;
  return {
    ...window,
    sourceId: first.recording.sourceId,
    rank: Math.max(...pieces.map(({ recording }) => recording.rank)),
    stages,
    recordings: pieces.map(({ recording }) => recording),
    detailed: hasDetail(stages),
    stitched: hasGap || pieces.filter((piece) => piece.isSession && piece.stages.length > 0).length > 1,
  };
}

/**
 * The nights and naps of each source on its own. Loose samples without any sleep (only awake or unknown) make none;
 * records without length are left out. In-bed samples do not belong here.
 */
export function nightsBySource(sessions: readonly SleepSessionInput[], samples: readonly StageSample[]): SourceNight[] {
  const bySource = new Map<string, Piece[]>();
  for (const piece of [...sessions.map(sessionPiece), ...samples.map(samplePiece)]) {
    const { sourceId, startMs, endMs } = piece.recording;
    if (startMs >= endMs) continue;
    const pieces = bySource.get(sourceId);
    if (pieces === undefined) bySource.set(sourceId, [piece]);
    else pieces.push(piece);
  }
  return [...bySource.values()].flatMap((pieces) =>
    stitch(collapse(pieces.sort(byStart))).flatMap((group) => nightOf(group.pieces, group.hasGap, group.endMs) ?? []),
  );
}
