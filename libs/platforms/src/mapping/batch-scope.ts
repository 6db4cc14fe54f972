import type { Platform } from '@tributary/contracts';
import type { SourceBook } from './source-book.js';
import { Warnings } from '../record-result.js';

/** What the mapping of a record may depend on besides the record: facts of its batch, never a clock. */
export interface BatchScope {
  readonly platform: Platform;
  /** When the batch was received, epoch milliseconds. */
  readonly receivedMs: number;
  /** `device.timeZone` of the envelope where it is an IANA zone: for facts that have a date but no instant. */
  readonly deviceTimeZone: string | null;
  /** The client is no bridge: bare numbers stand for quantities whose unit the type fixes. */
  readonly native: boolean;
  readonly sources: SourceBook;
}

/** The scope of one raw record. */
export class RecordScope {
  readonly batch: BatchScope;
  readonly index: number;
  readonly warnings: Warnings;

  constructor(batch: BatchScope, index: number) {
    this.batch = batch;
    this.index = index;
    this.warnings = new Warnings(index);
  }
}
