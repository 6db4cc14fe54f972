import type { CanonicalContent, Interval } from '@tributary/contracts';

type WorkoutContent = Extract<CanonicalContent, { kind: 'workout' }>;

const PAUSED_SEGMENTS = new Set(['rest', 'pause']);
const PAUSES = new Set(['pause', 'motion_paused']);
const RESUMES = new Set(['resume', 'motion_resumed']);

/** From each pause to the next resume; a pause that nothing ends lasts until the workout does. */
function pausesOf(events: WorkoutContent['events'], endMs: number): Interval[] {
  const pauses: Interval[] = [];
  let pausedMs: number | null = null;
  for (const event of [...events].sort((a, b) => a.startMs - b.startMs)) {
    if (PAUSES.has(event.type)) pausedMs ??= event.startMs;
    else if (RESUMES.has(event.type) && pausedMs !== null) {
      pauses.push({ startMs: pausedMs, endMs: event.startMs });
      pausedMs = null;
    }
  }
  return pausedMs === null ? pauses : [...pauses, { startMs: pausedMs, endMs }];
}

/** Milliseconds of the window that some interval covers. */
function coveredMs(intervals: readonly Interval[], window: Interval): number {
  let covered = 0;
  let reached = window.startMs;
  for (const { startMs, endMs } of [...intervals].sort((a, b) => a.startMs - b.startMs)) {
    const from = Math.max(startMs, reached);
    const to = Math.min(endMs, window.endMs);
    if (from >= to) continue;
    covered += to - from;
    reached = to;
  }
  return covered;
}

/** Seconds without pauses and rests: what the platform states, else the window without what it calls so. */
export function activeSecondsOf(window: Interval, content: WorkoutContent): number {
  if (content.activeSeconds !== null) return content.activeSeconds;
  const rests = content.segments.filter(({ type }) => PAUSED_SEGMENTS.has(type));
  const paused = coveredMs([...rests, ...pausesOf(content.events, window.endMs)], window);
  return (window.endMs - window.startMs - paused) / 1000;
}
