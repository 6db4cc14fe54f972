import type { CanonicalChunk, RecordProblem } from '@tributary/contracts';

const problemAt = (list: 'records' | 'deletions' | 'snapshots', index: number): RecordProblem => ({
  index,
  code: 'document_too_large',
  path: `${list}[${String(index)}]`,
  detail: 'One document of what is kept of the person would be larger than it may be.',
});

/** A run of which nothing can be stored: all that it brings is quarantined, and the raw batch still has it. */
export function refuseRun(run: CanonicalChunk): CanonicalChunk {
  const indexes = new Set(run.records.map(({ index }) => index));
  const { last } = run;
  return {
    ...run,
    sources: [],
    records: [],
    problems: [...run.problems, ...Array.from(indexes, (index) => problemAt('records', index))],
    warnings: run.warnings.filter(({ index }) => !indexes.has(index)),
    last: last && {
      ...last,
      deletions: [],
      deletionProblems: [...last.deletionProblems, ...last.deletions.map(({ index }) => problemAt('deletions', index))],
      snapshots: [],
      snapshotProblems: [
        ...(last.snapshotProblems ?? []),
        ...last.snapshots.map((_, at) => problemAt('snapshots', at)),
      ],
      anchors: {},
    },
  };
}
