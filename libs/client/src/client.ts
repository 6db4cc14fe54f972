import type {
  AcceptedBatch,
  BatchSchema,
  EventKind,
  ExportLine,
  ProductEvent,
  ReceiptView,
} from '@tributary/contracts';
import type { Static } from 'typebox';
import { Caller, type Call, type CallerOptions } from './caller.js';
import { linesOf } from './lines.js';
import {
  targetOf,
  type AnswerOf,
  type ListOperation,
  type ParametersOf,
  type ReadOperation,
  type RowOf,
} from './read-calls.js';

export interface ClientOptions extends CallerOptions {
  /** Base URL of the ingest gateway, `http://localhost:3000`. */
  readonly gatewayUrl: string;
  /** Base URL of the query API, `http://localhost:3001`. */
  readonly queryUrl: string;
}

/** What is sent: records as the platform's bridge returns them. */
export type Batch = Static<typeof BatchSchema>;

export interface FollowOptions {
  /** Sequence of the last event that was handled; 0 from the beginning. */
  readonly after?: number;
  readonly kinds?: readonly EventKind[];
  /** Pause when there is nothing new. */
  readonly pollMs?: number;
  /** Ends the following. */
  readonly signal?: AbortSignal;
}

const POLL_MS = 2_000;
const RECEIPT_POLL_MS = 250;
const LARGEST_PAGE = 1_000;
/** NDJSON: one object a line. */
const LINES = { headers: { accept: 'application/x-ndjson' }, isStream: true } as const;

const withoutEnd = (url: string): string => url.replace(/\/+$/, '');

/** An aborted wait or request is an end, not a failure. */
const unlessAborted = (signal: AbortSignal | undefined) => (error: unknown) => {
  if (signal?.aborted !== true) throw error;
};

async function gzipped(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A thin client: what it sends and gets is described by the OpenAPI documents of the two services. */
export class TributaryClient {
  readonly #caller: Caller;
  readonly #gatewayUrl: string;
  readonly #queryUrl: string;

  constructor(options: ClientOptions) {
    this.#caller = new Caller(options);
    this.#gatewayUrl = withoutEnd(options.gatewayUrl);
    this.#queryUrl = withoutEnd(options.queryUrl);
  }

  /**
   * Sends a batch. Resolves when it is durable. It is sent again while the service is over its quota, cannot store it or does not
   * answer, always under the same id, so that it counts once.
   * @throws ApiProblem when it was refused, or was not taken at the last attempt
   */
  async sendBatch(userId: string, batch: Batch, signal?: AbortSignal): Promise<AcceptedBatch> {
    const named = { ...batch, batchId: batch.batchId ?? crypto.randomUUID() };
    const response = await this.#caller.send({
      method: 'POST',
      url: `${this.#gatewayUrl}/v1/users/${encodeURIComponent(userId)}/batches`,
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: await gzipped(JSON.stringify(named)),
      ...(signal && { signal }),
    });
    return (await response.json()) as AcceptedBatch;
  }

  /** What became of every record of a batch so far. */
  async receipt(userId: string, batchId: string, signal?: AbortSignal): Promise<ReceiptView> {
    const url = `${this.#gatewayUrl}/v1/users/${encodeURIComponent(userId)}/batches/${encodeURIComponent(batchId)}`;
    const response = await this.#caller.send({ method: 'GET', url, ...(signal && { signal }) });
    return (await response.json()) as ReceiptView;
  }

  /** The receipt once all of the batch is visible to reads; waits until the signal fires. */
  async completedReceipt(userId: string, batchId: string, signal: AbortSignal): Promise<ReceiptView> {
    for (;;) {
      const receipt = await this.receipt(userId, batchId, signal);
      if (receipt.status === 'completed') return receipt;
      await this.#caller.pause(RECEIPT_POLL_MS, signal);
    }
  }

  /** One call of the query API; of a list one page. */
  async read<O extends Exclude<ReadOperation, 'exportUser'>>(
    operation: O,
    parameters: ParametersOf<O>,
    signal?: AbortSignal,
  ): Promise<AnswerOf<O>> {
    return (await (await this.#get(operation, parameters, signal)).json()) as AnswerOf<O>;
  }

  /** All rows of a list, page after page. */
  async *rows<O extends ListOperation>(
    operation: O,
    parameters: ParametersOf<O>,
    signal?: AbortSignal,
  ): AsyncGenerator<RowOf<O>, void, void> {
    let cursor: string | null | undefined;
    do {
      const page = (await (
        await this.#get(operation, { ...parameters, ...(cursor && { cursor }) }, signal)
      ).json()) as { readonly data: readonly RowOf<O>[]; readonly nextCursor?: string | null };
      yield* page.data;
      cursor = page.nextCursor;
    } while (cursor);
  }

  /** Everything of a person, one object a line, as it is read from the network. */
  async *exportUser(userId: string, signal?: AbortSignal): AsyncGenerator<ExportLine, void, void> {
    for await (const line of this.#lines('exportUser', { id: userId }, signal)) yield line as ExportLine;
  }

  /**
   * Every recorded sample of a window as it is read from the network, without pages.
   * @throws where the stream was cut off; what came before is whole, and asking again from the start of the last sample goes on.
   */
  async *streamSamples(
    parameters: Omit<ParametersOf<'listSamples'>, 'limit'>,
    signal?: AbortSignal,
  ): AsyncGenerator<RowOf<'listSamples'>, void, void> {
    for await (const sample of this.#lines('listSamples', parameters, signal)) yield sample as RowOf<'listSamples'>;
  }

  /** The events of a person in order, then new ones as they come; until the signal fires. */
  async *followChanges(userId: string, options: FollowOptions = {}): AsyncGenerator<ProductEvent, void, void> {
    const { pollMs = POLL_MS, signal } = options;
    let after = options.after ?? 0;
    while (signal?.aborted !== true) {
      const events = await this.#changes(userId, after, options);
      for (const event of events) {
        yield event;
        after = event.sequence;
      }
      if (events.length === 0) await this.#caller.pause(pollMs, signal).catch(unlessAborted(signal));
    }
  }

  async #changes(userId: string, after: number, { kinds, signal }: FollowOptions): Promise<readonly ProductEvent[]> {
    const parameters = { id: userId, after, limit: LARGEST_PAGE, ...(kinds && { kinds: kinds.join(',') }) };
    const page = this.read('listChanges', parameters, signal).then(({ data }) => data as readonly ProductEvent[]);
    return (await page.catch(unlessAborted(signal))) ?? [];
  }

  async *#lines(
    operation: ReadOperation,
    parameters: object,
    signal?: AbortSignal,
  ): AsyncGenerator<unknown, void, void> {
    const { body } = await this.#get(operation, parameters, signal, LINES);
    if (body === null) return;
    for await (const line of linesOf(body)) yield JSON.parse(line);
  }

  #get(
    operation: ReadOperation,
    parameters: object,
    signal?: AbortSignal,
    how: Pick<Call, 'headers' | 'isStream'> = {},
  ): Promise<Response> {
    const target = targetOf(operation, parameters as Readonly<Record<string, unknown>>);
    return this.#caller.send({ method: 'GET', url: this.#queryUrl + target, ...how, ...(signal && { signal }) });
  }
}
