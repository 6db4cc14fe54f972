import { noOutcomes, userKey, type UserKey } from '@tributary/contracts';
import { mongo, type Connection } from 'mongoose';
import type { Receipt } from '../receipt.js';
import { everythingOf } from '../user-collection.js';
import { StoreAwayError } from './store-circuit.js';

/** What the gateway knows of a batch when it claims the id. */
export type BatchClaim = Pick<
  Receipt,
  'tenant' | 'userId' | 'batchId' | 'contentHash' | 'receivedMs' | 'records' | 'deletions'
>;

export type ClaimResult =
  /** First time: publish. */
  | { readonly kind: 'new' }
  /** The same content came before; `receivedMs` is that first time. */
  | { readonly kind: 'same'; readonly status: Receipt['status']; readonly receivedMs: number }
  /** Other content came under this id before. */
  | { readonly kind: 'reused' };

export interface ReceiptClaims {
  claim(batch: BatchClaim): Promise<ClaimResult>;
}

/** `_id` is `tenant/userId|batchId`, as in every collection of persons' data. */
type ReceiptDocument = Receipt & { readonly _id: string };

interface Waiting {
  readonly document: ReceiptDocument;
  readonly resolve: (result: ClaimResult) => void;
  readonly reject: (error: unknown) => void;
}

type Stored = Pick<ReceiptDocument, '_id' | 'contentHash' | 'status' | 'receivedMs'>;

const RECEIPTS = 'receipts';
const MAX_CLAIMS = 1_000;
const DUPLICATE_KEY = 11_000;

const receiptId = (tenant: string, userId: string, batchId: string): string => `${userKey(tenant, userId)}|${batchId}`;

function accepted(batch: BatchClaim): ReceiptDocument {
  const nothingYet = {
    cursor: 0,
    deletionCursor: 0,
    snapshotDeletions: 0,
    outcomes: noOutcomes(),
    problems: [],
    warnings: [],
    completedMs: null,
  };
  return { _id: receiptId(batch.tenant, batch.userId, batch.batchId), ...batch, status: 'accepted', ...nothingYet };
}

function databaseOf(connection: Connection): mongo.Db {
  if (!connection.db) throw new StoreAwayError('The database has not answered yet');
  return connection.db;
}

const receiptsOf = (connection: Connection): mongo.Collection<ReceiptDocument> =>
  databaseOf(connection).collection<ReceiptDocument>(RECEIPTS);

interface InsertAnswer {
  readonly writeErrors?: readonly { readonly index: number; readonly code: number; readonly errmsg: string }[];
}

/**
 * Inserts the documents, unordered. @returns the indexes of those whose id was taken.
 *
 * By the command itself: the driver's bulk turns a lost connection into a bulk error without write errors, which cannot
 * be told from an insert that went well.
 */
async function insertNew(connection: Connection, documents: readonly ReceiptDocument[]): Promise<ReadonlySet<number>> {
  const { writeErrors = [] } = (await databaseOf(connection).command({
    insert: RECEIPTS,
    documents,
    ordered: false,
    // A claim that a failover loses only means that a repeated batch is recognised later, record by record.
    writeConcern: { w: 1 },
  })) as InsertAnswer;
  const fault = writeErrors.find(({ code }) => code !== DUPLICATE_KEY);
  if (fault) throw new mongo.MongoServerError({ message: fault.errmsg, code: fault.code });
  return new Set(writeErrors.map(({ index }) => index));
}

async function findStored(connection: Connection, ids: readonly string[]): Promise<ReadonlyMap<string, Stored>> {
  if (ids.length === 0) return new Map();
  const stored = await receiptsOf(connection)
    .find({ _id: { $in: [...ids] } }, { projection: { contentHash: 1, status: 1, receivedMs: 1 } })
    .toArray();
  return new Map(stored.map((document) => [document._id, document]));
}

function compare(sent: ReceiptDocument, stored: Stored | undefined): ClaimResult {
  // Taken at the insert and gone at the read: the person was erased in between, so the id is free again.
  if (!stored) return { kind: 'new' };
  if (stored.contentHash !== sent.contentHash) return { kind: 'reused' };
  return { kind: 'same', status: stored.status, receivedMs: stored.receivedMs };
}

async function claimAll(connection: Connection, claims: readonly Waiting[]): Promise<void> {
  try {
    const documents = claims.map(({ document }) => document);
    const taken = await insertNew(connection, documents);
    const stored = await findStored(
      connection,
      documents.filter((_, index) => taken.has(index)).map(({ _id }) => _id),
    );
    claims.forEach(({ document, resolve }, index) => {
      resolve(taken.has(index) ? compare(document, stored.get(document._id)) : { kind: 'new' });
    });
  } catch (error) {
    for (const { reject } of claims) reject(error);
  }
}

/** Claims batch ids. While one insert is in flight the next claims gather, so under load one round trip carries many. */
export function createReceiptClaims(connection: Connection): ReceiptClaims {
  const waiting: Waiting[] = [];
  let isBusy = false;

  const drain = async () => {
    isBusy = true;
    while (waiting.length > 0) await claimAll(connection, waiting.splice(0, MAX_CLAIMS));
    isBusy = false;
  };

  return {
    claim: (batch) =>
      new Promise((resolve, reject) => {
        waiting.push({ document: accepted(batch), resolve, reject });
        if (!isBusy) void drain();
      }),
  };
}

/** The receipt of one batch; null if the person has none under that id. */
export async function findReceipt(
  connection: Connection,
  tenant: string,
  userId: string,
  batchId: string,
): Promise<Receipt | null> {
  return receiptsOf(connection).findOne({ _id: receiptId(tenant, userId, batchId) });
}

/** Whether a batch of the person was received after an instant, as far as it was claimed or has been worked on. */
export async function isReceivedSince(connection: Connection, user: UserKey, sinceMs: number): Promise<boolean> {
  const later = { _id: everythingOf(user), receivedMs: { $gt: sinceMs } };
  return (await receiptsOf(connection).findOne(later, { projection: { _id: 1 } })) !== null;
}
