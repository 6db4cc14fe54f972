/** What the demo needs of HTTP: one base URL, one key, JSON in and out. */
import { CommandRefusal } from '../refusal.js';
export interface Api {
  /** The body of a 2xx answer; anything else throws an Error with status and failure code. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: string): Promise<T>;
}

/** Answers that ask to come again, and for how long the demo follows them. */
const BUSY = new Set([429, 503]);
const PATIENCE_MS = 60_000;
const DEFAULT_PAUSE_MS = 500;

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function failure(response: Response, path: string): Promise<Error> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string };
  return new CommandRefusal(`${path} answered ${String(response.status)} ${problem.code ?? ''}`.trim());
}

function pauseOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after'));
  return seconds > 0 ? seconds * 1000 : DEFAULT_PAUSE_MS;
}

export function createApi(baseUrl: string, apiKey: string): Api {
  async function call<T>(method: string, path: string, body?: string): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
      });
      if (response.ok) return (await response.json()) as T;
      if (!BUSY.has(response.status) || performance.now() > deadline) throw await failure(response, path);
      await response.body?.cancel();
      await pause(pauseOf(response));
    }
  }
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) };
}
