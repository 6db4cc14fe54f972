import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countCheck, countTests, total } from './test-counts.mjs';

describe('counting tests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function reportOf(numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites = 0): string {
    const file = join(folder, 'report.json');
    writeFileSync(file, JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }));
    return file;
  }

  it('takes what Jest counted', () => {
    expect(countTests(reportOf(12, 3), 1)).toEqual({ passed: 12, failed: 3 });
  });

  it('counts a file that could not be run as a failure', () => {
    expect(countTests(reportOf(12, 0, 1), 1)).toEqual({ passed: 12, failed: 1 });
  });

  it('counts a run that ended badly without a failed test as a failure', () => {
    expect(countTests(reportOf(12, 0), 1)).toEqual({ passed: 12, failed: 1 });
  });

  it('counts a run that reported nothing as a failure', () => {
    expect(countTests(join(folder, 'missing.json'), 0)).toEqual({ passed: 0, failed: 1 });
  });

  it('counts a check only when it fails', () => {
    expect([0, 1, 'SIGTERM', null].map(countCheck).map(({ failed }) => failed)).toEqual([0, 1, 1, 1]);
    expect(countCheck(0).passed).toBe(0);
  });

  it('adds up', () => {
    expect(
      total([
        { passed: 1, failed: 2 },
        { passed: 10, failed: 0 },
      ]),
    ).toEqual({ passed: 11, failed: 2 });
    expect(total([])).toEqual({ passed: 0, failed: 0 });
  });
});
