import { deadLetter, type IncomingMessage, type Output } from '@tributary/kafka';

/** Where dead letters go, and who writes them. */
export interface DeadLetterWriter {
  readonly output: Output;
  readonly service: { readonly name: string; readonly version: string };
}

/**
 * Puts aside what a step cannot read: only services of ours write its topic. A dead letter is to be written once, so
 * this comes after what may be tried again.
 */
export async function setAside(
  unreadable: readonly IncomingMessage[],
  step: string,
  { output, service }: DeadLetterWriter,
): Promise<void> {
  if (unreadable.length === 0) return;
  const reason = {
    code: 'envelope_invalid',
    path: '',
    step,
    service: service.name,
    serviceVersion: service.version,
    failedAtMs: Date.now(),
  };
  await output.publish(unreadable.map((message) => deadLetter(message, reason)));
}
