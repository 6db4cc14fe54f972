/** A value that goes on. */
export interface Ok<T> {
  readonly kind: 'ok';
  readonly value: T;
}

/** Why something cannot be processed; `path` leads into the input, `detail` names no value. */
export interface Refusal {
  /** A code of the failure catalog. */
  readonly code: string;
  readonly path: string;
  readonly detail: string;
  /** When only a part of the input is refused: what of it goes to the dead letters. */
  readonly part?: RefusedPart;
}

export interface RefusedPart {
  /** Position in its list. */
  readonly index: number;
  /** Its bytes; null: it means nothing without its neighbours, so the whole input goes. */
  readonly value: string | null;
  /** Zone of the device that sent it, which the part itself may not name. */
  readonly deviceTimeZone?: string;
}

/** Will never pass: it goes to the dead letters and its neighbours go on. */
export interface Rejected extends Refusal {
  readonly kind: 'rejected';
  /** Name of the step that refused it. */
  readonly step: string;
}

/** What became of one input at one step. Everything that goes in comes out as exactly one of these, or as several by `fanOut`. */
export type Outcome<T> = Ok<T> | Rejected;

/** An outcome together with the input it came from, which the dead letter needs. */
export interface Traced<Source, T> {
  readonly source: Source;
  readonly outcome: Outcome<T>;
}

export const ok = <T>(value: T): Ok<T> => ({ kind: 'ok', value });

export const rejected = (step: string, refusal: Refusal): Rejected => ({ kind: 'rejected', step, ...refusal });
