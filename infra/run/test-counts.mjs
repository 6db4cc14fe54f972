import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * Reads what one Jest run reports. A file that could not be run at all counts as a failure, and so does a run that ended
 * badly without naming one.
 * @param {string} report @param {number | string | null} exitCode @returns {Counts}
 */
export function countTests(report, exitCode) {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/** A check that is not made of tests counts only when it fails. @param {number | string | null} exitCode @returns {Counts} */
export function countCheck(exitCode) {
  return { passed: 0, failed: exitCode === 0 ? 0 : 1 };
}

/** @param {Counts[]} counts @returns {Counts} */
export function total(counts) {
  return counts.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });
}
