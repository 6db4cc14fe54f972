export function percentilesOf(values: number[]): {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  most: number | null;
};
