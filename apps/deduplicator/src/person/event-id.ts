/**
 * Id of a product event, stable over redelivery. The sequence of an id that was erased begins again at 1, so its later
 * lives are told apart by the instant of the erasure before (epoch milliseconds).
 */
export const eventIdOf = (tenant: string, userId: string, erasedMs: number | null, sequence: number): string =>
  [tenant, userId, ...(erasedMs === null ? [] : [`after-${String(erasedMs)}`]), String(sequence)].join('.');
