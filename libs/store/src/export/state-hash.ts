import { createHash } from 'node:crypto';
import { sha256, type ExportLine } from '@tributary/contracts';

/** Hash of lines one by one, whatever their order. */
class LineHash {
  readonly #counts = new Map<string, number>();
  readonly #sum = Buffer.alloc(32);

  add(kind: string, text: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    const digest = createHash('sha256').update(text).digest();
    let carry = 0;
    for (let i = 31; i >= 0; i--) {
      const sum = (this.#sum[i] ?? 0) + (digest[i] ?? 0) + carry;
      this.#sum[i] = sum & 0xff;
      carry = sum >> 8;
    }
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  get hex(): string {
    return this.#sum.toString('hex');
  }
}

/** What two installations that hold the same of a person have in common. */
export interface PersonState {
  /** Lines by kind. */
  readonly counts: ReadonlyMap<string, number>;
  readonly hash: string;
}

/** A line without what tells how it came about; null: the line tells nothing else. */
type Comparable = (line: ExportLine) => object | null;

/** All of it but the first line: an import may give the person another id. */
const asImported: Comparable = (line) => (line.kind === 'export' ? null : line);

/**
 * Without times of processing, and without what depends on how messages were grouped: how often a derived entity was
 * settled, and entities that stood for a while only. Rules come from a compacted topic, which knows the last ones only.
 */
const asRebuilt: Comparable = (line) => {
  if (line.kind === 'export') return null;
  if (line.kind === 'receipt') return { ...line, data: { ...line.data, completedMs: null } };
  if (line.kind === 'priorities') return { ...line, data: { rules: line.data.rules } };
  if (line.kind !== 'workout' && line.kind !== 'sleep' && line.kind !== 'daily_summary') return line;
  if (line.data.gone) return null;
  return {
    kind: line.kind,
    data: { ...line.data, version: 0, view: { ...line.data.view, version: 0, updatedAt: '' } },
  };
};

async function stateOf(lines: AsyncIterable<ExportLine>, comparable: Comparable): Promise<PersonState> {
  const hash = new LineHash();
  for await (const line of lines) {
    const compared = comparable(line);
    if (compared !== null) hash.add(line.kind, JSON.stringify(compared));
  }
  return { counts: hash.counts, hash: hash.hex };
}

/** State as an import must give it: byte for byte. */
export const importedState = (lines: AsyncIterable<ExportLine>): Promise<PersonState> => stateOf(lines, asImported);

/** State as a rebuild must give it. */
export const rebuiltState = (lines: AsyncIterable<ExportLine>): Promise<PersonState> => stateOf(lines, asRebuilt);

/** Id of the import of a state for a person: the same file again is the same import. */
export const importIdOf = (user: string, state: PersonState): string => sha256(`${user}|${state.hash}`).slice(0, 32);
