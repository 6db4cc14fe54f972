import { addDays, type DayFrame, instantOf } from '../calendar.js';
import { rollDice } from '../dice.js';
import type { Night, Stage, Window } from './life.js';

const MINUTE_MS = 60_000;
/** Stages last whole half minutes on both platforms. */
const EPOCH_MS = 30_000;

/** One sleep cycle in minutes: deep sleep shrinks and dreams grow towards the morning. */
function cycle(index: number): readonly (readonly [Stage, number])[] {
  return [
    ['light', 38],
    ['deep', Math.max(6, 34 - 9 * index)],
    ['light', 12],
    ['rem', 9 + 7 * index],
    ['awake', index % 2 === 1 ? 5 : 0],
  ];
}

/** The night that ends on the morning of `frame.date`; on a change of the clocks it is an hour shorter or longer. */
export function planNight(seed: string, frame: DayFrame): Night {
  const dice = rollDice(seed, 'night', frame.date);
  const evening = 22 * 60 + 50 + dice.whole(-25, 25);
  const morning = 6 * 60 + 40 + dice.whole(-20, 15);
  const startMs = instantOf(addDays(frame.date, -1), evening, frame.zoneAtStart);
  const endMs = instantOf(frame.date, morning, frame.zoneAtStart);
  const stages: (Window & { stage: Stage })[] = [];
  let from = startMs;
  const add = (stage: Stage, minutes: number): void => {
    const to = Math.min(endMs, from + Math.round((minutes * MINUTE_MS) / EPOCH_MS) * EPOCH_MS);
    if (to > from) stages.push({ stage, startMs: from, endMs: to });
    from = Math.max(from, to);
  };
  add('awake', dice.between(4, 14));
  for (let index = 0; from < endMs; index++)
    for (const [stage, minutes] of cycle(index)) add(stage, minutes * dice.between(0.8, 1.2));
  return { startMs, endMs, stages, inBed: { startMs: startMs - 7 * MINUTE_MS, endMs: endMs + 4 * MINUTE_MS } };
}
