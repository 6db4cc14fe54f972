import {
  ExportLineSchema,
  IMPORT_HEADERS,
  IMPORT_KIND,
  RAW_BATCH_HEADERS,
  TENANT_ID_PATTERN,
  USER_ID_PATTERN,
  type ExportLine,
  type ImportFacts,
  type ImportMessage,
} from '@tributary/contracts';
import type { IncomingMessage } from '@tributary/kafka';
import { ok, rejected, type Outcome } from '@tributary/pipeline';
import { Compile } from 'typebox/compile';

/** A raw message that brings a part of an export: it is canonical already, and only its shape is checked. */
export interface DecodedImport {
  readonly imported: ImportMessage;
}

const STEP = 'decodeEnvelope';
const lineSchema = Compile(ExportLineSchema);

const isImport = ({ headers }: IncomingMessage): boolean => headers[IMPORT_HEADERS.kind] === IMPORT_KIND;

/** What the header fields say of the part, or the name of the first that does not say it. */
function readFacts({ headers }: IncomingMessage): ImportFacts | string {
  const tenant = headers[RAW_BATCH_HEADERS.tenant] ?? '';
  const userId = headers[RAW_BATCH_HEADERS.userId] ?? '';
  const importId = headers[IMPORT_HEADERS.importId] ?? '';
  const part = Number(headers[IMPORT_HEADERS.part] ?? NaN);
  const receivedMs = Date.parse(headers[RAW_BATCH_HEADERS.receivedAt] ?? '');
  if (!TENANT_ID_PATTERN.test(tenant)) return RAW_BATCH_HEADERS.tenant;
  if (!USER_ID_PATTERN.test(userId)) return RAW_BATCH_HEADERS.userId;
  if (importId === '') return IMPORT_HEADERS.importId;
  if (!Number.isSafeInteger(part)) return IMPORT_HEADERS.part;
  if (Number.isNaN(receivedMs)) return RAW_BATCH_HEADERS.receivedAt;
  return { importId, tenant, userId, part, isLast: headers[IMPORT_HEADERS.isLast] === 'true', receivedMs };
}

/** The lines of a part, or the number of the first one that is none. */
function readLines(text: string): ExportLine[] | number {
  const lines: ExportLine[] = [];
  for (const [index, json] of text.split('\n').entries()) {
    if (json === '') continue;
    const line = parse(json);
    if (!lineSchema.Check(line)) return index;
    lines.push(line as ExportLine);
  }
  return lines;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The message of the error would repeat what stands there; the caller names the line.
    return undefined;
  }
}

function decodeImport(message: IncomingMessage): Outcome<DecodedImport> {
  const facts = readFacts(message);
  const refuse = (path: string, detail: string) => rejected(STEP, { code: 'envelope_invalid', path, detail });
  if (typeof facts === 'string') return refuse(`headers.${facts}`, 'a header is missing or malformed');
  const lines = readLines(message.value?.toString('utf8') ?? '');
  if (typeof lines === 'number') return refuse(`lines[${String(lines)}]`, 'not a line of an export');
  return ok({ imported: { schemaVersion: 1, import: facts, lines } });
}

type Decode<Batch> = (message: IncomingMessage) => Outcome<Batch>;
type Map<Batch, Run> = (batch: Batch) => readonly Outcome<Run>[];

/** The decoding of batches, and beside it that of imports. */
export const orImport = <Batch>(decode: Decode<Batch>): Decode<Batch | DecodedImport> =>
  function decodeEnvelope(message) {
    return isImport(message) ? decodeImport(message) : decode(message);
  };

/** The mapping of batches; an import passes as it is. */
export const besideImports = <Batch extends object, Run>(
  map: Map<Batch, Run>,
): Map<Batch | DecodedImport, Run | DecodedImport> =>
  function mapToCanonical(decoded) {
    return 'imported' in decoded ? [ok(decoded)] : map(decoded);
  };
