import type { ExportLine } from './export-line.js';

/** Headers of a raw message that brings a part of an export instead of a batch; its value is the part's lines, NDJSON. */
export const IMPORT_HEADERS = {
  kind: 'tributary-kind',
  importId: 'tributary-import-id',
  part: 'tributary-import-part',
  isLast: 'tributary-import-last',
} as const;

/** Value of the header `tributary-kind` of such a message. */
export const IMPORT_KIND = 'import';

/** One part of the import of a person's export. Parts come in order, all on the live lane. */
export interface ImportFacts {
  /** The same file for the same person has the same id, so that it is imported once. */
  readonly importId: string;
  readonly tenant: string;
  readonly userId: string;
  /** 0, 1, … */
  readonly part: number;
  /** With the last part the person is whole: all days are resolved again. */
  readonly isLast: boolean;
  /** Epoch milliseconds: when the import was asked for. */
  readonly receivedMs: number;
}

/** The value of a `canonical-records.v1` message that brings a part of an export. */
export interface ImportMessage {
  readonly schemaVersion: 1;
  readonly import: ImportFacts;
  readonly lines: readonly ExportLine[];
}
