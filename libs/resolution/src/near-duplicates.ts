import type { Interval } from '@tributary/contracts';

/** A cumulative or intake record of one metric. */
export interface CopyCandidate extends Interval {
  readonly id: string;
  readonly sourceId: string;
  readonly value: number;
}

/** Starts and ends that each differ by less than this are the same record written twice. */
const NEAR_MS = 1000;

const byWindow = (a: CopyCandidate, b: CopyCandidate): number =>
  a.startMs - b.startMs || a.endMs - b.endMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Root of a set, with the path shortened on the way; the root is always the smallest member. */
function rootOf(parents: number[], index: number): number {
  let at = index;
  for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
    parents[at] = parents[parent] ?? parent;
    at = parent;
  }
  return at;
}

/** Members of one source and value, ascending by window: every member's index → index of the first of its set. */
function chain(members: readonly CopyCandidate[]): number[] {
  const parents = members.map((_, index) => index);
  members.forEach((member, index) => {
    for (let earlier = index - 1; earlier >= 0; earlier--) {
      const other = members[earlier];
      if (other === undefined || member.startMs - other.startMs >= NEAR_MS) break;
      if (Math.abs(member.endMs - other.endMs) >= NEAR_MS) continue;
      const [a, b] = [rootOf(parents, earlier), rootOf(parents, index)];
      parents[Math.max(a, b)] = Math.min(a, b);
    }
  });
  return members.map((_, index) => rootOf(parents, index));
}

/** Records by source and value. */
function groupsOf(records: readonly CopyCandidate[]): CopyCandidate[][] {
  const bySource = new Map<string, Map<number, CopyCandidate[]>>();
  for (const record of records) {
    let byValue = bySource.get(record.sourceId);
    if (byValue === undefined) bySource.set(record.sourceId, (byValue = new Map<number, CopyCandidate[]>()));
    const group = byValue.get(record.value);
    if (group === undefined) byValue.set(record.value, [record]);
    else group.push(record);
  }
  return Array.from(bySource.values(), (byValue) => [...byValue.values()]).flat();
}

/**
 * Near copies among the records of one metric: same source and value, starts and ends each less than a second apart
 * (and copies of copies). Returns id → id of the one that counts, the smallest by (start, end, id), for every record
 * that has a copy, the counted one included; a record that is not in the map has none. Order of input does not matter.
 */
export function nearDuplicates(records: readonly CopyCandidate[]): Map<string, string> {
  const kept = new Map<string, string>();
  for (const group of groupsOf(records)) {
    if (group.length < 2) continue;
    const members = group.sort(byWindow);
    chain(members).forEach((root, index) => {
      const [member, first] = [members[index], members[root]];
      if (member === undefined || first === undefined || member.id === first.id) return;
      kept.set(member.id, first.id).set(first.id, first.id);
    });
  }
  return kept;
}
