import {
  RecordPacker,
  type BatchFacts,
  type CanonicalRecord,
  type LastRun,
  type PackedRecord,
  type RecordProblem,
  type RecordWarning,
  type Source,
} from '@tributary/contracts';

/** A `PackedChunk` as JSON, and what is in it, for metrics. */
export interface CanonicalRun {
  readonly batch: BatchFacts;
  readonly fromIndex: number;
  readonly toIndex: number;
  readonly json: string;
  /** Raw records that passed; the others of the run are quarantined. */
  readonly passed: number;
  readonly samples: number;
  readonly warnings: readonly RecordWarning[];
}

/** A run ends before it would exceed one of these; a single record may, alone. Characters of JSON, close to bytes. */
const RUN_LIMITS = { records: 500, samples: 2_000, characters: 700_000, deletions: 10_000 } as const;

/** The topic takes 18 MiB; the rest is for the run's head and Kafka's framing. */
const MESSAGE_BYTES = 17 * 1024 * 1024;
const RECORD_BYTES = 15 * 1024 * 1024;
/** No character takes more in UTF-8. */
const MOST_BYTES_PER_UNIT = 3;

/** Whether JSON text is over a limit in bytes; small ones need not be measured. */
const isOver = (length: number, limit: number, bytes: () => number): boolean =>
  length * MOST_BYTES_PER_UNIT > limit && bytes() > limit;

/** A run that Kafka would refuse. */
export const isTooLarge = ({ json }: CanonicalRun): boolean =>
  isOver(json.length, MESSAGE_BYTES, () => Buffer.byteLength(json));

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length + 1, 0);

const samplesOf = ({ content }: CanonicalRecord): number => (content.kind === 'samples' ? content.samples.length : 0);

/** A flood of deletions spans runs; what else concerns the batch comes with the last of them. */
function inParts(last: LastRun): LastRun[] {
  const parts: LastRun[] = [];
  let rest = last;
  while (rest.deletions.length > RUN_LIMITS.deletions) {
    const deletions = rest.deletions.slice(0, RUN_LIMITS.deletions);
    parts.push({ ...NOTHING, deletions, more: true });
    rest = { ...rest, deletions: rest.deletions.slice(RUN_LIMITS.deletions) };
  }
  return [...parts, rest];
}

const NOTHING = { deletionProblems: [], deletionsUnavailable: [], snapshots: [], anchors: {}, sequence: null };

/**
 * Gathers what the records of one batch became into runs, in order. Each record is written as JSON once, when it comes:
 * that gives the exact size, and the run is then only joined.
 */
export class RunWriter {
  readonly runs: CanonicalRun[] = [];
  private fromIndex = 0;
  private toIndex = 0;
  private readonly packer = new RecordPacker();
  private records: string[] = [];
  /** Numbers of the profiles that its rows name. */
  private profiles = new Set<number>();
  private problems: RecordProblem[] = [];
  private warnings: RecordWarning[] = [];
  private sourceIds = new Set<string>();
  private passed = 0;
  private canonical = 0;
  private samples = 0;
  private characters = 0;

  /** `sources` answers all sources of the batch that were met so far. */
  constructor(
    private readonly batch: BatchFacts,
    private readonly sources: () => readonly Source[],
  ) {}

  /** The raw record at `index` became `records`. False: they are too large for any run and were not taken. */
  add(index: number, records: readonly CanonicalRecord[], warnings: readonly RecordWarning[]): boolean {
    const packed = records.map((record) => this.packer.pack(record));
    const json = packed.map((record) => JSON.stringify(record));
    const profiles = packed.flatMap((record) => (Array.isArray(record) ? [(record as PackedRecord)[0]] : []));
    const all = [...json, ...profiles.map((number) => this.packer.profile(number))];
    if (isOver(lengthOf(all), RECORD_BYTES, () => all.reduce((sum, text) => sum + Buffer.byteLength(text), 0)))
      return false;
    const samples = records.reduce((sum, record) => sum + samplesOf(record), 0);
    this.makeRoom(records.length, samples, lengthOf(json) + this.lengthOfNew(profiles));
    const characters = lengthOf(json) + this.lengthOfNew(profiles);
    for (const number of profiles) this.profiles.add(number);
    this.records.push(...json);
    this.warnings.push(...warnings);
    for (const { sourceId } of records) this.sourceIds.add(sourceId);
    this.passed += 1;
    this.canonical += records.length;
    this.samples += samples;
    this.characters += characters;
    this.toIndex = index + 1;
    return true;
  }

  /** The raw record at `index` is quarantined. */
  addProblem(index: number, problem: RecordProblem): void {
    this.makeRoom(1, 0, 0);
    this.problems.push(problem);
    this.canonical += 1;
    this.toIndex = index + 1;
  }

  /** Ends the batch: the last run, which may be without records, carries what concerns the batch as a whole. */
  finish(last: LastRun): readonly CanonicalRun[] {
    for (const part of inParts(last)) this.flush(part);
    return this.runs;
  }

  /** Of the profiles that the run does not have yet. */
  private lengthOfNew(profiles: readonly number[]): number {
    return lengthOf(
      profiles.filter((number) => !this.profiles.has(number)).map((number) => this.packer.profile(number)),
    );
  }

  private makeRoom(records: number, samples: number, characters: number): void {
    if (this.canonical === 0) return;
    const isFull =
      this.canonical + records > RUN_LIMITS.records ||
      this.samples + samples > RUN_LIMITS.samples ||
      this.characters + characters > RUN_LIMITS.characters;
    if (isFull) this.flush(null);
  }

  private flush(last: LastRun | null): void {
    const { batch, fromIndex, toIndex, passed, samples, warnings } = this;
    this.runs.push({ batch, fromIndex, toIndex, passed, samples, warnings, json: this.toJson(last) });
    this.fromIndex = toIndex;
    this.records = [];
    this.profiles = new Set();
    this.problems = [];
    this.warnings = [];
    this.sourceIds = new Set();
    this.passed = this.canonical = this.samples = this.characters = 0;
  }

  /** The fields of `PackedChunk`; records and profiles are JSON already. */
  private toJson(last: LastRun | null): string {
    const { batch, fromIndex, toIndex, problems, warnings } = this;
    const sources = this.sources().filter(({ id }) => this.sourceIds.has(id));
    const head = JSON.stringify({ schemaVersion: 2, batch, fromIndex, toIndex, sources, problems, warnings, last });
    const profiles = Array.from(this.profiles, (number) => `[${number},${this.packer.profile(number)}]`);
    return `${head.slice(0, -1)},"profiles":[${profiles.join(',')}],"records":[${this.records.join(',')}]}`;
  }
}
