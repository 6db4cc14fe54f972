import { Type } from 'typebox';

/** Rows that every service with HTTP puts into its configuration schema. */
export const HTTP_CONFIG = {
  host: Type.String({ env: 'HTTP_HOST', default: '0.0.0.0', description: 'Address the HTTP server binds to.' }),
  requestTimeoutMs: Type.Integer({
    env: 'HTTP_REQUEST_TIMEOUT_MS',
    default: 60_000,
    minimum: 1_000,
    description: 'Longest time for a request to arrive whole.',
  }),
  drainMs: Type.Integer({
    env: 'HTTP_DRAIN_MS',
    default: 0,
    minimum: 0,
    description: 'Pause between turning unready and refusing connections at shutdown, so that load balancers notice.',
  }),
  closeTimeoutMs: Type.Integer({
    env: 'HTTP_CLOSE_TIMEOUT_MS',
    default: 30_000,
    minimum: 1_000,
    description: 'A shutdown that takes longer ends the process with an error.',
  }),
} as const;
