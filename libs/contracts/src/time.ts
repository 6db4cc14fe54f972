/** RFC 3339 UTC with milliseconds, the one form in which instants leave the system. */
export const toInstant = (epochMs: number): string => new Date(epochMs).toISOString();
