import type {
  CanonicalRecord,
  RecordFailureCode,
  RecordProblem,
  RecordWarning,
  WarningCode,
} from '@tributary/contracts';

/** What became of one raw record. Every JSON value gives one of the two; nothing throws. */
export type RecordResult =
  | { readonly ok: true; readonly records: readonly CanonicalRecord[]; readonly warnings: readonly RecordWarning[] }
  | { readonly ok: false; readonly problem: RecordProblem };

/** Why something cannot be mapped. `path` is relative to the record; '' means the record as a whole. */
export class Refusal {
  readonly code: RecordFailureCode;
  readonly path: string;
  readonly detail: string;

  /** `detail` is for the sender and never repeats a value that was sent. */
  constructor(code: RecordFailureCode, path: string, detail: string) {
    this.code = code;
    this.path = path;
    this.detail = detail;
  }

  /** The same refusal, seen from the object that holds the refused one. */
  under(prefix: string): Refusal {
    return new Refusal(this.code, joinPath(prefix, this.path), this.detail);
  }
}

export function joinPath(prefix: string, path: string): string {
  if (path === '') return prefix;
  return path.startsWith('[') ? prefix + path : `${prefix}.${path}`;
}

/** A required field that is not there, or `null`. */
export const missing = (path: string): Refusal =>
  new Refusal('payload_invalid', path, 'A required field is missing or null.');

/** A field of a wrong kind, with what it should be. */
export const wrongKind = (path: string, wanted: string): Refusal =>
  new Refusal('payload_invalid', path, `Must be ${wanted}.`);

/** A list of a receipt holds 100; one record may not flood it. */
const MAX_WARNINGS = 100;
const NO_WARNINGS: readonly RecordWarning[] = [];

/** Collects the warnings of one raw record. */
export class Warnings {
  #warnings: RecordWarning[] | null = null;
  readonly #index: number;

  constructor(index: number) {
    this.#index = index;
  }

  add(code: WarningCode, path: string): void {
    this.#warnings ??= [];
    if (this.#warnings.length < MAX_WARNINGS)
      this.#warnings.push({ index: this.#index, code, path: joinPath(`records[${this.#index}]`, path) });
  }

  list(): readonly RecordWarning[] {
    return this.#warnings ?? NO_WARNINGS;
  }
}
