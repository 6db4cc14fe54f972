import {
  isComplete,
  unpackChunk,
  type CanonicalChunk,
  type ErasureMessage,
  type ImportMessage,
  type PackedChunk,
} from '@tributary/contracts';
import type { IncomingMessage } from '@tributary/kafka';

/** A run of a batch as it came: its rows take a tenth of the memory of the records they stand for. */
export type ReceivedRun = CanonicalChunk | PackedChunk;

/** A run of a batch, word that a person is to be erased, or a part of an export. */
export type CanonicalMessage = ReceivedRun | ErasureMessage | ImportMessage;

export interface DecodedRuns {
  readonly messages: readonly CanonicalMessage[];
  readonly unreadable: readonly IncomingMessage[];
}

export function decodeRuns(received: readonly IncomingMessage[]): DecodedRuns {
  const messages: CanonicalMessage[] = [];
  const unreadable: IncomingMessage[] = [];
  for (const message of received) {
    const run = decodeRun(message.value);
    if (run) messages.push(run);
    else unreadable.push(message);
  }
  return { messages, unreadable };
}

function decodeRun(value: Buffer | null): CanonicalMessage | null {
  if (value === null) return null;
  try {
    const message = JSON.parse(value.toString()) as Partial<CanonicalMessage> | null;
    if (message === null) return null;
    if ('batch' in message) return decodeChunk(message);
    if (message.schemaVersion !== 1) return null;
    if ('erasure' in message && typeof message.erasure?.erasureId === 'string') return message as ErasureMessage;
    return 'import' in message && typeof message.import?.importId === 'string' ? (message as ImportMessage) : null;
  } catch {
    return null;
  }
}

/** As it is written today, or whole, as it was until rows were packed. */
function decodeChunk(chunk: Partial<ReceivedRun>): ReceivedRun | null {
  if (typeof chunk.batch?.userId !== 'string' || !Array.isArray(chunk.records)) return null;
  if (chunk.schemaVersion === 1) return chunk as CanonicalChunk;
  if (chunk.schemaVersion !== 2 || !Array.isArray(chunk.profiles)) return null;
  return isComplete(chunk as PackedChunk) ? (chunk as PackedChunk) : null;
}

export const openRun = (run: ReceivedRun): CanonicalChunk => (run.schemaVersion === 1 ? run : unpackChunk(run));
