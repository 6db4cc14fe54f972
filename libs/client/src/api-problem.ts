import type { Problem } from '@tributary/contracts';

/** An answer other than success. `code` is from the closed table of failures; null when the answer was no problem document. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string | null;

  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    /** Seconds after which to try again, where the service names them. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(problem === null ? `The service answered ${String(status)}` : `${problem.code}: ${problem.detail}`);
    this.code = problem?.code ?? null;
  }
}

const isProblem = (response: Response): boolean =>
  (response.headers.get('content-type') ?? '').startsWith('application/problem+json');

/** The refusal that a response is. */
export async function toApiProblem(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const problem = isProblem(response) ? ((await response.json()) as Problem) : null;
  if (problem === null) await response.body?.cancel();
  return new ApiProblem(response.status, problem, Number.isFinite(retryAfter) ? retryAfter : null);
}
