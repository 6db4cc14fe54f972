import { TransientError } from '@tributary/pipeline';

/** `work`, or `TransientError` after `ms`; what becomes of the work then is nobody's concern. */
export async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TransientError(`${what} took more than ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The goodbye of a client that is thrown away, waited for `ms` at most. Never rejects: how it ends changes nothing. */
export const quietly = (goodbye: Promise<unknown>, ms: number): Promise<unknown> =>
  within(goodbye, ms, 'a goodbye').catch(() => undefined);
