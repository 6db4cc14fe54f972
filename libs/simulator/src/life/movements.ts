import type { DayFrame } from '../calendar.js';
import { type Dice, rollDice, rounded } from '../dice.js';
import type { Carrier, Movement, Portion, Window, Workout } from './life.js';

interface Habit {
  /** Minutes since local midnight. */
  readonly at: number;
  readonly minutes: number;
  readonly carriers: readonly Carrier[];
}

/** A usual day on foot. The watch is on its charger once, the phone on the desk once. */
const WALKS: readonly Habit[] = [
  { at: 7 * 60 + 25, minutes: 6, carriers: ['phone'] },
  { at: 8 * 60 + 10, minutes: 18, carriers: ['phone', 'worn'] },
  { at: 10 * 60 + 30, minutes: 5, carriers: ['worn'] },
  { at: 12 * 60 + 35, minutes: 20, carriers: ['phone', 'worn'] },
  { at: 15 * 60 + 10, minutes: 4, carriers: ['worn'] },
  { at: 18 * 60 + 40, minutes: 17, carriers: ['phone', 'worn'] },
  { at: 20 * 60 + 30, minutes: 12, carriers: ['phone', 'worn'] },
];

const MINUTE_MS = 60_000;
const PIECE_MS = 10 * MINUTE_MS;
/** The phone notices a walk some seconds late and its end some seconds early. */
const PHONE_LAG_MS = 9_000;

/** Steps, metres and kilocalories of a minute on foot. */
interface Pace {
  readonly steps: number;
  readonly meters: number;
  readonly kilocalories: number;
}

function pieces({ startMs, endMs }: Window): Window[] {
  const count = Math.max(1, Math.round((endMs - startMs) / PIECE_MS));
  const edge = (index: number): number => Math.round(startMs + ((endMs - startMs) * index) / count);
  return Array.from({ length: count }, (_, index) => ({ startMs: edge(index), endMs: edge(index + 1) }));
}

/** How one device counts a piece: a phone in a pocket misses some steps. */
function count(piece: Window, carrier: Carrier, pace: Pace, dice: Dice): Portion {
  const window =
    carrier === 'worn'
      ? piece
      : {
          startMs: piece.startMs + PHONE_LAG_MS,
          endMs: piece.endMs - Math.round(PHONE_LAG_MS * dice.between(0.2, 0.9)),
        };
  const minutes = (window.endMs - window.startMs) / MINUTE_MS;
  const seen = carrier === 'worn' ? dice.between(0.985, 1.015) : dice.between(0.93, 0.99);
  return {
    ...window,
    carrier,
    steps: Math.round(pace.steps * minutes * seen),
    meters: rounded(pace.meters * minutes * seen, 2),
    kilocalories: rounded(pace.kilocalories * minutes * seen, 3),
  };
}

function movement(window: Window, carriers: readonly Carrier[], pace: Pace, dice: Dice): Movement {
  const portions = pieces(window).flatMap((piece) => carriers.map((carrier) => count(piece, carrier, pace, dice)));
  return { ...window, carriers, portions };
}

const overlaps = (a: Window, b: Window): boolean => a.startMs < b.endMs && b.startMs < a.endMs;

/** The walks of a day, and the run if there is one: what phone and worn device counted, each for itself. */
export function planMovements(seed: string, frame: DayFrame, workout: Workout | null): Movement[] {
  const dice = rollDice(seed, 'movements', frame.date);
  const walks = WALKS.flatMap(({ at, minutes, carriers }) => {
    const wall = Math.round(at + dice.between(-8, 8));
    const lengthMs = Math.round(minutes * dice.between(0.8, 1.25) * 60) * 1000;
    const pace: Pace = {
      steps: dice.between(98, 122),
      meters: dice.between(72, 90),
      kilocalories: dice.between(3.4, 4.6),
    };
    const secondMs = dice.whole(0, 59) * 1000;
    const minuteMs = frame.at(wall);
    if (minuteMs === null) return [];
    const window = { startMs: minuteMs + secondMs, endMs: minuteMs + secondMs + lengthMs };
    const busy = workout !== null && overlaps(window, workout);
    return busy ? [] : [movement(window, carriers, pace, dice)];
  });
  if (workout?.sport !== 'running') return walks;
  const pace: Pace = { steps: 164, meters: 172, kilocalories: 11.2 };
  const stretches = activeStretches(workout).map((stretch) => movement(stretch, ['phone', 'worn'], pace, dice));
  return [...walks, ...stretches].sort((a, b) => a.startMs - b.startMs);
}

/** The parts of a workout between its pauses. */
export function activeStretches(workout: Pick<Workout, 'startMs' | 'endMs' | 'pauses'>): Window[] {
  const edges = [workout.startMs, ...workout.pauses.flatMap((pause) => [pause.startMs, pause.endMs]), workout.endMs];
  const stretches: Window[] = [];
  for (let i = 0; i + 1 < edges.length; i += 2) stretches.push({ startMs: edges[i] ?? 0, endMs: edges[i + 1] ?? 0 });
  return stretches;
}
