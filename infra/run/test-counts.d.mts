export interface Counts {
  passed: number;
  failed: number;
}

export function countTests(report: string, exitCode: number | string | null): Counts;
export function countCheck(exitCode: number | string | null): Counts;
export function total(counts: Counts[]): Counts;
