import { LINES_MEDIA_TYPE } from '@tributary/contracts';

const JSON_MEDIA_TYPE = 'application/json';
/** What a media range says of a type, the most exact first (RFC 9110 §12.5.1). */
const RANGES = ['', 'application/*', '*/*'] as const;

/** `application/json;q=0.5, text/*` → weights by range. */
function weightsOf(accept: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of accept.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(range, weight === undefined ? 1 : Number(weight.slice(2)) || 0);
  }
  return weights;
}

const weightOf = (type: string, weights: ReadonlyMap<string, number>): number =>
  RANGES.map((range) => weights.get(range || type)).find((weight) => weight !== undefined) ?? 0;

/** Whether an `Accept` header asks for lines rather than for one JSON document, the default. */
export function prefersLines(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const weights = weightsOf(accept);
  const lines = weights.get(LINES_MEDIA_TYPE) ?? 0;
  return lines > 0 && lines >= weightOf(JSON_MEDIA_TYPE, weights);
}
