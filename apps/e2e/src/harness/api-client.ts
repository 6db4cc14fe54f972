import type { AcceptedBatch, ErasureView, ReceiptView } from '@tributary/contracts';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface BaseUrls {
  readonly gateway: string;
  readonly query: string;
}

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor?: string | null;
}

const ANSWER_WITHIN_MS = 20_000;
const PAGE = 1_000;

/** Talks to the two HTTP services as a client outside would, with one credential. */
export class ApiClient {
  constructor(
    private readonly urls: BaseUrls,
    private readonly key: string,
  ) {}

  /** The same services with another credential. */
  as(key: string): ApiClient {
    return new ApiClient(this.urls, key);
  }

  /** `POST` to the gateway; a string is sent byte for byte. */
  post<T>(path: string, body: string | object): Promise<Answer<T>> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.#call(this.urls.gateway + path, {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json' },
    });
  }

  /** `PUT` to the gateway. */
  put<T>(path: string, body: object): Promise<Answer<T>> {
    const headers = { 'content-type': 'application/json' };
    return this.#call(this.urls.gateway + path, { method: 'PUT', body: JSON.stringify(body), headers });
  }

  /** `DELETE` at the gateway. */
  delete<T>(path: string): Promise<Answer<T>> {
    return this.#call(this.urls.gateway + path, { method: 'DELETE' });
  }

  erasure(erasureId: string): Promise<Answer<ErasureView>> {
    return this.#call(`${this.urls.gateway}/v1/erasures/${erasureId}`);
  }

  sendBatch<T = AcceptedBatch>(userId: string, batch: string | object): Promise<Answer<T>> {
    return this.post(`/v1/users/${userId}/batches`, batch);
  }

  receipt(userId: string, batchId: string): Promise<Answer<ReceiptView>> {
    return this.#call(`${this.urls.gateway}/v1/users/${userId}/batches/${batchId}`);
  }

  /** `GET` of the query API, whatever it answers. */
  get<T>(path: string): Promise<Answer<T>> {
    return this.#call(this.urls.query + path);
  }

  /** `GET` of the query API that must succeed. */
  async read<T>(path: string): Promise<T> {
    const { status, body } = await this.get<T>(path);
    if (status !== 200) throw new Error(`GET ${path} answered ${String(status)}: ${JSON.stringify(body)}`);
    return body;
  }

  /** All rows of a list, page by page. */
  async list<T>(path: string): Promise<T[]> {
    const rows: T[] = [];
    const first = `${path}${path.includes('?') ? '&' : '?'}limit=${String(PAGE)}`;
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<T> = await this.read(cursor === '' ? first : `${first}&cursor=${encodeURIComponent(cursor)}`);
      rows.push(...page.data);
      cursor = page.nextCursor ?? null;
    }
    return rows;
  }

  async #call<T>(url: string, init: RequestInit = {}): Promise<Answer<T>> {
    const headers = { authorization: `Bearer ${this.key}`, ...init.headers };
    const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const text = await response.text();
    const isJson =
      /\bjson\b/.test(response.headers.get('content-type') ?? '') &&
      !/ndjson/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }
}
