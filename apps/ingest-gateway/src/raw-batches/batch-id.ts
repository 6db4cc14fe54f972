import { randomUUID } from 'node:crypto';
import { BATCH_ID_PATTERN } from '@tributary/contracts';
import { RequestFailure } from '@tributary/http';

const HEADER = 'Idempotency-Key';

const refuse = (path: string, detail: string) =>
  new RequestFailure('envelope_invalid', { errors: [{ path, code: 'envelope_invalid', detail }] });

/** The header may be a bare value or a quoted one, as the IETF draft has it. */
function idOfHeader(header: string | readonly string[] | undefined): string | null {
  if (header === undefined) return null;
  const text = typeof header === 'string' ? header.trim() : '';
  const id = /^".*"$/.test(text) ? text.slice(1, -1) : text;
  if (!BATCH_ID_PATTERN.test(id)) throw refuse(HEADER, 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : ~ -');
  return id;
}

/**
 * The id of the batch: from the body, from the `Idempotency-Key` header, or made here.
 * @throws RequestFailure `envelope_invalid` when the two differ.
 */
export function resolveBatchId(header: string | readonly string[] | undefined, ofBody: string | null): string {
  const ofHeader = idOfHeader(header);
  if (ofHeader !== null && ofBody !== null && ofHeader !== ofBody)
    throw refuse('batchId', `must equal the ${HEADER} header`);
  return ofBody ?? ofHeader ?? randomUUID();
}
