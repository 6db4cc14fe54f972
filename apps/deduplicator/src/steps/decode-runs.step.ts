import type { CanonicalChunk, ErasureMessage, ImportMessage } from '@tributary/contracts';
import { deadLetter, type IncomingMessage, type Output } from '@tributary/kafka';

/** What a consumer of canonical records cannot read goes to the dead letters: only the normalizer writes the topic. */
export interface RunDecoder {
  readonly output: Output;
  readonly service: { readonly name: string; readonly version: string };
}

/** A run of a batch, word that a person is to be erased, or a part of an export. */
export type CanonicalMessage = CanonicalChunk | ErasureMessage | ImportMessage;

export async function decodeRuns(
  messages: readonly IncomingMessage[],
  { output, service }: RunDecoder,
): Promise<CanonicalMessage[]> {
  const runs: CanonicalMessage[] = [];
  const unreadable: IncomingMessage[] = [];
  for (const message of messages) {
    const run = decodeRun(message.value);
    if (run) runs.push(run);
    else unreadable.push(message);
  }
  if (unreadable.length > 0) {
    const reason = {
      code: 'envelope_invalid',
      path: '',
      step: 'decodeRuns',
      service: service.name,
      serviceVersion: service.version,
      failedAtMs: Date.now(),
    };
    await output.publish(unreadable.map((message) => deadLetter(message, reason)));
  }
  return runs;
}

function decodeRun(value: Buffer | null): CanonicalMessage | null {
  if (value === null) return null;
  try {
    const run = JSON.parse(value.toString()) as Partial<CanonicalChunk & ErasureMessage & ImportMessage> | null;
    if (run?.schemaVersion === 1 && typeof run.erasure?.erasureId === 'string') return run as ErasureMessage;
    if (run?.schemaVersion === 1 && typeof run.import?.importId === 'string') return run as ImportMessage;
    return run?.schemaVersion === 1 && typeof run.batch?.userId === 'string' && Array.isArray(run.records)
      ? (run as CanonicalChunk)
      : null;
  } catch {
    return null;
  }
}
