/** Injection token of the `Metrics` of the process. */
export const METRICS = Symbol('Metrics');
