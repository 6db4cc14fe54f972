import { execFileSync } from 'node:child_process';

const MODULE = new URL('./niceness.ts', import.meta.url).href;

/** Of a process of its own: this one could not go back. */
const nicenessAfter = (calls: string): number => {
  const script = `import { getPriority } from 'node:os'; import { beNice } from '${MODULE}'; ${calls}; console.log(getPriority());`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script]).toString());
};

describe('niceness', () => {
  it.each([
    ['is raised', 'beNice(15)', 15],
    ['is never lowered', 'beNice(18); beNice(15)', 18],
  ])('%s', (_title, calls, niceness) => {
    expect(nicenessAfter(calls)).toBe(niceness);
  });
});
