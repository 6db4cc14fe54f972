import type { DayFrame } from './calendar.js';
import type { Carrier, Life, Portion, Sport, Stage, Window } from './life/life.js';

/** What each device counted, and what the day comes to where a worn device outranks a phone. */
export interface Tally {
  readonly phone: number;
  readonly worn: number;
  /** The worn device, and the phone only where nothing was worn. Exact: shared portions of the phone lie inside those of the worn device. */
  readonly resolved: number;
}

/** What really was on one local day: the yardstick for what the system serves. */
export interface DayTruth {
  readonly date: string;
  readonly start: string;
  readonly end: string;
  readonly dayLengthSeconds: number;
  readonly steps: Tally;
  /** On foot, metres. */
  readonly meters: Tally;
  /** Active energy on foot, kilocalories. */
  readonly kilocalories: Tally;
  /** The night that ends on this date. */
  readonly night: Window & { readonly asleepSeconds: number; readonly stageSeconds: Readonly<Record<Stage, number>> };
  readonly workout:
    | (Window & {
        readonly sport: Sport;
        readonly activeSeconds: number;
        readonly meters: number;
        readonly kilocalories: number;
      })
    | null;
  /** Kilograms; null on a morning without weighing. */
  readonly weight: number | null;
}

const total = (portions: readonly Portion[], value: (portion: Portion) => number): number =>
  portions.reduce((sum, portion) => sum + value(portion), 0);

function tally(life: Life, value: (portion: Portion) => number): Tally {
  const of = (carrier: Carrier, onlyAlone = false): number =>
    life.movements
      .filter(({ carriers }) => !onlyAlone || !carriers.includes('worn'))
      .reduce(
        (sum, { portions }) =>
          sum +
          total(
            portions.filter((portion) => portion.carrier === carrier),
            value,
          ),
        0,
      );
  return { phone: of('phone'), worn: of('worn'), resolved: of('worn') + of('phone', true) };
}

function nightTruth({ night }: Life): DayTruth['night'] {
  const seconds = (stage: Stage): number =>
    night.stages
      .filter((piece) => piece.stage === stage)
      .reduce((sum, piece) => sum + (piece.endMs - piece.startMs) / 1000, 0);
  const stageSeconds = { awake: seconds('awake'), light: seconds('light'), deep: seconds('deep'), rem: seconds('rem') };
  const asleepSeconds = stageSeconds.light + stageSeconds.deep + stageSeconds.rem;
  return { startMs: night.startMs, endMs: night.endMs, asleepSeconds, stageSeconds };
}

export function truthOf(frame: DayFrame, life: Life): DayTruth {
  const { workout } = life;
  return {
    date: frame.date,
    start: new Date(frame.startMs).toISOString(),
    end: new Date(frame.endMs).toISOString(),
    dayLengthSeconds: frame.dayLengthSeconds,
    steps: tally(life, (portion) => portion.steps),
    meters: tally(life, (portion) => portion.meters),
    kilocalories: tally(life, (portion) => portion.kilocalories),
    night: nightTruth(life),
    workout: workout && {
      sport: workout.sport,
      startMs: workout.startMs,
      endMs: workout.endMs,
      activeSeconds: workout.activeSeconds,
      meters: workout.meters,
      kilocalories: workout.kilocalories,
    },
    weight: life.weighing?.kilograms ?? null,
  };
}
