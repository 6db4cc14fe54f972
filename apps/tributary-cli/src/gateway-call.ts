import type { Problem } from '@tributary/contracts';
import type { Config } from './config.js';
import { CommandRefusal } from './refusal.js';

const TIMEOUT_MS = 30_000;

const wordsOf = ({ code, errors }: Problem): string =>
  [code, ...errors.map(({ path, detail }) => `${path} ${detail}`)].join('\n  ');

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw new CommandRefusal('The gateway does not answer: is GATEWAY_URL right?', { cause: error });
  }
}

/** Calls the gateway with TRIBUTARY_API_KEY. @returns the body of a 2xx answer. */
export async function callGateway<T>(config: Config, method: string, path: string, body?: unknown): Promise<T> {
  const { gatewayUrl, apiKey } = config;
  if (apiKey === undefined)
    throw new CommandRefusal('Set TRIBUTARY_API_KEY to a key of the tenant with the scope admin.');
  const response = await reach(gatewayUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.ok) return (await response.json()) as T;
  throw new CommandRefusal(
    `The gateway answered ${String(response.status)}: ${wordsOf((await response.json()) as Problem)}`,
  );
}
