/** What happened to a person on one local day, before any device wrote it down. Times are epoch milliseconds, windows half-open. */
export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** `worn` is the watch or band; `phone` the phone in the pocket. */
export type Carrier = 'phone' | 'worn';

/** What one device counted over a few minutes of moving. */
export interface Portion extends Window {
  readonly carrier: Carrier;
  readonly steps: number;
  readonly meters: number;
  /** Active energy. */
  readonly kilocalories: number;
}

/** A stretch of moving. Where both devices were carried, the portions of the phone lie inside those of the worn device. */
export interface Movement extends Window {
  readonly carriers: readonly Carrier[];
  readonly portions: readonly Portion[];
}

export type Sport = 'running' | 'cycling' | 'strength';

export interface RoutePoint {
  readonly timeMs: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeMeters: number;
  /** From the point before. */
  readonly meters: number;
}

/** A workout that the worn device recorded. Laps and pauses lie inside it; the parts between pauses are active. */
export interface Workout extends Window {
  readonly sport: Sport;
  readonly pauses: readonly Window[];
  readonly laps: readonly (Window & { readonly meters: number })[];
  readonly meters: number;
  readonly kilocalories: number;
  readonly route: readonly RoutePoint[];
  readonly activeSeconds: number;
}

export type Stage = 'awake' | 'light' | 'deep' | 'rem';

/** A night, counted to the date of waking. Stages touch each other and fill the window. */
export interface Night extends Window {
  readonly stages: readonly (Window & { readonly stage: Stage })[];
  /** What the phone saw as time in bed; it is longer than the night. */
  readonly inBed: Window;
}

export interface Life {
  readonly movements: readonly Movement[];
  readonly workout: Workout | null;
  readonly night: Night;
  /** Null on a morning without weighing. */
  readonly weighing: { readonly timeMs: number; readonly kilograms: number } | null;
}
