import type { Interval, WorkoutEvent, WorkoutSegment } from '@tributary/contracts';
import { clip, lengthMs, union } from './intervals.js';

/** Segments in which nobody works out. */
const RESTING: ReadonlySet<string> = new Set(['rest', 'pause']);

/** Event that begins a pause → event that ends it. */
const PAUSE_ENDS: ReadonlyMap<string, string> = new Map([
  ['pause', 'resume'],
  ['motion_paused', 'motion_resumed'],
]);

/** From each pause to the resume of its kind, or to the end of the workout; a pause with a length of its own is that. */
function pausesOfEvents(events: readonly WorkoutEvent[], endMs: number): Interval[] {
  const ordered = [...events].sort((a, b) => a.startMs - b.startMs);
  return ordered.flatMap((event, index): Interval[] => {
    const endsWith = PAUSE_ENDS.get(event.type);
    if (endsWith === undefined) return [];
    if (event.startMs < event.endMs) return [event];
    const end = ordered.slice(index + 1).find(({ type }) => type === endsWith);
    return [{ startMs: event.startMs, endMs: end?.startMs ?? endMs }];
  });
}

/** Seconds of a window without rests (segments) and pauses (segments and events). */
export function activeSecondsOf(
  window: Interval,
  segments: readonly WorkoutSegment[],
  events: readonly WorkoutEvent[],
): number {
  const still = [...segments.filter(({ type }) => RESTING.has(type)), ...pausesOfEvents(events, window.endMs)];
  return (window.endMs - window.startMs - lengthMs(clip(union(still), window))) / 1000;
}
