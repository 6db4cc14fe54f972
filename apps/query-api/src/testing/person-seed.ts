import {
  sha256,
  sourceIdOf,
  userKey,
  type CanonicalContent,
  type CanonicalRecord,
  type RecordId,
  type SourceId,
  type UserKey,
} from '@tributary/contracts';
import {
  bucketOf,
  chunkId,
  emptyChunk,
  HOUR_MS,
  joinEvidence,
  monthOf,
  userData,
  type Entity,
  type Recording,
  type SeriesChunk,
  type Store,
  type StoredRecord,
  type StoredSource,
} from '@tributary/store';

/** A sample as a spec states it; the offset is the one the record names. */
export interface SeededSample {
  readonly id: string;
  readonly metric: string;
  readonly source: SourceId;
  /** RFC 3339. */
  readonly start: string;
  readonly end?: string;
  readonly value: number;
  readonly offsetMinutes?: number | null;
  /** At the end, where it is another one. */
  readonly endOffsetMinutes?: number;
}

export const aSourceId = (type: string): SourceId => sourceIdOf(`com.example.${type}`, 'Acme', type, type);

const aSource = (user: UserKey, type: string): StoredSource => ({
  u: user,
  app: { id: `com.example.${type}`, name: type },
  device: { manufacturer: 'Acme', model: type, type },
  recordingMethods: ['automatic'],
  metrics: ['heart_rate', 'sleep_stage', 'steps', 'weight'],
  firstMs: Date.parse('2026-03-01T00:00:00Z'),
  lastMs: Date.parse('2026-04-01T00:00:00Z'),
});

const versionOf = (text: string) => ({ client: null, modifiedMs: null, hash: sha256(text).slice(0, 16) });

function storedRecord(sample: SeededSample): StoredRecord {
  const { id, start, end = start, value, offsetMinutes = null, endOffsetMinutes = offsetMinutes } = sample;
  const [startMs, endMs] = [Date.parse(start), Date.parse(end)];
  return {
    id: id as RecordId,
    rawId: id.slice(3),
    version: versionOf(id),
    revision: 1,
    startMs,
    endMs,
    profile: {
      rawType: 'Raw',
      startOffsetMinutes: offsetMinutes,
      endOffsetMinutes,
      timeZone: null,
      deviceTimeZone: null,
      recordingMethod: 'automatic',
      flags: [],
    },
    batchId: 'b1',
    index: 7,
    samples: [{ part: '', startMs, endMs, value, rawValue: null, rawUnit: null, flags: [] }],
  };
}

/** Writes what a spec states about one person, through the repositories of the store. */
export class PersonSeed {
  readonly user: UserKey;
  readonly #data: ReturnType<typeof userData>;

  constructor(
    private readonly store: Store,
    readonly tenant: string,
    readonly userId: string,
  ) {
    this.user = userKey(tenant, userId);
    this.#data = userData(store);
  }

  async profile(overrides: object = {}): Promise<void> {
    const { tenant, userId } = this;
    const document = {
      _id: this.user,
      tenant,
      userId,
      timeZone: 'Europe/Berlin',
      dayStartsAt: '00:00',
      zoneEntries: [{ fromMs: -8_640_000_000_000_000, zone: 'Europe/Berlin' }],
      attributes: { cohort: 'a' },
      createdAt: new Date('2026-02-01T00:00:00Z'),
      ...overrides,
    };
    await this.store.collection('users').insertOne(document as never);
  }

  async sources(...types: string[]): Promise<void> {
    await this.#data.sources.write(
      this.user,
      new Map(types.map((type) => [aSourceId(type), aSource(this.user, type)])),
    );
  }

  async rules(rules: readonly object[]): Promise<void> {
    await this.store
      .collection('source_priorities')
      .insertOne({ _id: this.user, rules, version: 2, history: [{ version: 1, rules: [] }] } as never);
  }

  /** Adds samples to their chunks. */
  async samples(samples: readonly SeededSample[]): Promise<void> {
    const chunks = new Map<string, SeriesChunk>();
    for (const sample of samples) {
      const hour = bucketOf(sample.metric, Date.parse(sample.start));
      const key = { user: this.user, metric: sample.metric, sourceId: sample.source, hour };
      const [stored] = chunks.has(chunkId(key)) ? [] : await this.#data.chunks.byIds([chunkId(key)]);
      const chunk = chunks.get(chunkId(key)) ?? stored ?? emptyChunk(key);
      const record = storedRecord(sample);
      chunk.records.set(record.id, record);
      chunks.set(chunk.id, chunk);
    }
    // As the deduplicator does it: whoever remembers what they read is told by the ledger.
    const { ledgers } = this.#data;
    const ledger = await ledgers.get(this.user);
    await this.store.connection.getClient().withSession((session) =>
      session.withTransaction(async () => {
        await ledgers.advance(
          this.user,
          ledger,
          { tenant: this.tenant, userId: this.userId, sequence: 0, erasedMs: null },
          session,
        );
        await this.#data.chunks.write([...chunks.values()], session);
      }),
    );
  }

  async recording(
    id: string,
    kind: Recording['kind'],
    type: string,
    window: readonly [string, string],
    content: CanonicalContent,
    source: SourceId,
    {
      toldRoute,
      ...offsets
    }: Pick<Recording, 'toldRoute'> & Partial<Pick<CanonicalRecord, 'startOffsetMinutes' | 'endOffsetMinutes'>> = {},
  ): Promise<void> {
    const [startMs, endMs] = [Date.parse(window[0]), Date.parse(window[1])];
    const record: CanonicalRecord = {
      id: id as RecordId,
      index: 3,
      version: versionOf(id),
      rawType: `Raw ${kind}`,
      rawId: id.slice(3),
      startMs,
      endMs,
      startOffsetMinutes: 60,
      endOffsetMinutes: 60,
      timeZone: null,
      sourceId: source,
      recordingMethod: 'active',
      flags: [],
      clientRecordId: null,
      content,
      raw: { as: 'sent' },
      ...offsets,
    };
    const document: Recording = {
      u: this.user,
      kind,
      type,
      startMs,
      endMs,
      record,
      revision: 1,
      batchId: 'b2',
      deviceTimeZone: null,
      ...(toldRoute && { toldRoute }),
    };
    await this.#data.recordings.write(this.user, new Map([[id, document]]));
  }

  async entity(
    collection: 'dailySummaries' | 'sleepEpisodes' | 'workouts',
    id: string,
    window: readonly [string, string],
    view: object,
    gone = false,
  ): Promise<void> {
    const [startMs, endMs] = [Date.parse(window[0]), Date.parse(window[1])];
    const entity: Entity<never> = { u: this.user, startMs, endMs, version: 1, gone, view: view as never };
    await this.#data[collection].write(this.user, new Map([[id, entity]]));
  }

  /** The offset that records named for an hour. */
  async evidence(hour: string, offsetMinutes: number): Promise<void> {
    const epochHour = Date.parse(hour) / HOUR_MS;
    const month = joinEvidence(monthOf(epochHour), null, [{ hour: epochHour, offsetMinutes }]);
    if (month) await this.#data.zoneMonths.write(this.user, new Map([[monthOf(epochHour), month]]));
  }

  async changes(changes: ReadonlyMap<string, object>): Promise<void> {
    await this.#data.changes.write(this.user, changes as never);
  }

  async registry(id: string, entry: object): Promise<void> {
    await this.#data.registry.write(this.user, new Map([[id, entry as never]]));
  }
}
