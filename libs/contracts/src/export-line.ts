import { Type, type Static, type TSchema } from 'typebox';

/**
 * The export of a person: NDJSON, one object a line. The first line names the format; then come what is known of the
 * person, what was recorded, what was derived from it, and the receipts. Everything is as stored, so that an import
 * gives the same again: fields that end in `Ms` are epoch milliseconds, other times are RFC 3339. The derived lines hold
 * the objects that the query API serves.
 */
export const EXPORT_FORMAT = 'tributary-export';
export const EXPORT_VERSION = 1;

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Ms = Type.Number({ description: 'Epoch milliseconds.' });
const Count = Type.Integer({ minimum: 0 });
const Version = Type.Object({ client: Nullable(Type.Number()), modifiedMs: Nullable(Ms), hash: Type.String() });
const Window = Type.Object({ fromMs: Ms, toMs: Ms });
const Rules = Type.Array(Type.Object({ metric: Type.String(), effectiveFrom: Nullable(Type.String()) }));
const ToldRoute = Type.Object(
  {
    version: Version,
    points: Type.Array(Type.Object({ timeMs: Ms, latitude: Type.Number(), longitude: Type.Number() })),
  },
  { description: 'What a version told of the route; no points: that there is none.' },
);
const Strings = Type.Array(Type.String());
const Problems = Type.Array(Type.Object({ index: Type.Integer(), code: Type.String(), path: Type.String() }));

const derived = {
  id: Type.String({ description: 'Id of the entity: a local date for a summary.' }),
  startMs: Ms,
  endMs: Ms,
  version: Type.Integer({ minimum: 1 }),
  gone: Type.Boolean({ description: 'It went away; the version goes on if it comes back.' }),
  view: Type.Record(Type.String(), Type.Unknown(), { description: 'The object as the query API serves it.' }),
};

/** What each kind of line holds, in the order in which the kinds come. */
export const EXPORT_LINE_DATA = {
  export: Type.Object({
    format: Type.Literal(EXPORT_FORMAT),
    version: Type.Literal(EXPORT_VERSION),
    userId: Type.String(),
  }),
  user: Type.Object({
    timeZone: Nullable(Type.String()),
    dayStartsAt: Type.String(),
    attributes: Type.Record(Type.String(), Type.Unknown()),
    zoneEntries: Type.Array(Type.Object({ fromMs: Ms, zone: Type.String() })),
    fallbackZone: Nullable(Type.String()),
    createdAt: Nullable(Type.String({ format: 'date-time' })),
  }),
  priorities: Type.Object({
    version: Type.Number(),
    rules: Rules,
    history: Type.Array(Type.Object({ version: Type.Number(), rules: Rules })),
  }),
  source: Type.Object({
    id: Type.String(),
    app: Type.Object({ id: Type.String(), name: Nullable(Type.String()) }),
    device: Type.Object({
      manufacturer: Nullable(Type.String()),
      model: Nullable(Type.String()),
      type: Type.String(),
    }),
    recordingMethods: Strings,
    metrics: Strings,
    firstMs: Ms,
    lastMs: Ms,
  }),
  zone_month: Type.Object(
    {
      month: Type.String({ pattern: String.raw`^-?\d{4,6}-\d\d$` }),
      offsets: Type.Array(Type.Object({ hour: Type.Integer(), offsetMinutes: Type.Number() })),
      told: Type.Optional(Type.Array(Type.Object({ fromMs: Ms, zone: Type.String() }))),
    },
    { description: 'Offsets that records named, by hours since the epoch, and zones that devices told.' },
  ),
  sync_state: Type.Object({
    platform: Type.String(),
    recordType: Type.String(),
    oldestMs: Nullable(Ms),
    newestMs: Nullable(Ms),
    startHours: Type.Optional(Type.Array(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 }))),
    records: Type.Integer(),
    lastReceivedMs: Ms,
    anchor: Nullable(Type.String()),
    anchorMs: Type.Optional(Nullable(Ms)),
    needsSnapshot: Type.Boolean(),
    unavailableMs: Type.Optional(Nullable(Ms)),
    doubtHour: Type.Optional(Nullable(Type.Integer())),
    latestSnapshotMs: Type.Optional(Nullable(Ms)),
    covered: Type.Array(
      Type.Object({ app: Type.Optional(Type.String()), ...Window.properties, receivedMs: Type.Optional(Ms) }),
    ),
    apps: Type.Optional(Type.Array(Type.Object({ app: Type.String(), firstMs: Ms, lastMs: Ms }))),
    backfilled: Type.Array(Window),
  }),
  snapshot: Type.Object(
    {
      key: Type.String(),
      startMs: Ms,
      endMs: Ms,
      app: Nullable(Type.String()),
      receivedMs: Ms,
      batchId: Type.String(),
      present: Type.String({ description: 'Base64: sorted 64-bit hashes of the ids that it held.' }),
    },
    { description: 'What a snapshot said, for batches that were received before it and come after it.' },
  ),
  client_record: Type.Object(
    { key: Type.String(), id: Type.String(), startMs: Ms, endMs: Ms },
    { description: 'Which record carries an app’s own id; `key` is a hash of app, type and id.' },
  ),
  identity: Type.Object(
    {
      id: Type.String(),
      at: Strings,
      version: Nullable(Version),
      tombstone: Nullable(Type.Object({ deletedMs: Ms, final: Type.Boolean() })),
      history: Type.Array(
        Type.Object({
          ...Version.properties,
          op: Type.Enum(['upsert', 'delete']),
          batchId: Type.String(),
          index: Type.Integer(),
          until: Type.Optional(
            Type.Object(
              { modifiedMs: Ms, batchId: Type.String(), index: Type.Integer() },
              { description: 'The last of equal statements of a fact in a row.' },
            ),
          ),
        }),
      ),
      toldRoutes: Type.Optional(
        Type.Array(ToldRoute, { description: 'Routes told that the standing recording does not hold, newest first.' }),
      ),
    },
    {
      description: 'Where a record lies, its versions and its delete. Dense records that were never changed have none.',
    },
  ),
  samples: Type.Object(
    {
      metric: Type.String(),
      unit: Type.String({ description: 'UCUM unit of the values.' }),
      sourceId: Type.String(),
      record: Type.Object({
        id: Type.String(),
        rawId: Nullable(Type.String()),
        version: Version,
        revision: Type.Integer({ minimum: 1 }),
        startMs: Ms,
        endMs: Ms,
        profile: Type.Object({
          rawType: Type.String(),
          startOffsetMinutes: Nullable(Type.Number()),
          endOffsetMinutes: Nullable(Type.Number()),
          timeZone: Nullable(Type.String()),
          deviceTimeZone: Nullable(Type.String()),
          recordingMethod: Type.String(),
          flags: Strings,
        }),
        batchId: Type.String(),
        index: Type.Integer(),
        samples: Type.Array(
          Type.Object({
            part: Type.String(),
            startMs: Ms,
            endMs: Ms,
            value: Type.Number(),
            rawValue: Nullable(Type.Number()),
            rawUnit: Nullable(Type.String()),
            flags: Strings,
          }),
          { minItems: 1 },
        ),
      }),
    },
    { description: 'A record as far as its samples are of one metric and one stretch of time.' },
  ),
  recording: Type.Object(
    {
      kind: Type.Enum(['workout', 'sleep', 'event']),
      type: Type.String(),
      revision: Type.Integer({ minimum: 1 }),
      batchId: Type.String(),
      deviceTimeZone: Nullable(Type.String()),
      record: Type.Object(
        {
          id: Type.String(),
          startMs: Ms,
          endMs: Ms,
          version: Version,
          sourceId: Type.String(),
          content: Type.Object({ kind: Type.Enum(['workout', 'sleep', 'event']) }),
        },
        { description: 'The canonical record; `raw` is the object that the phone sent.' },
      ),
      toldRoute: Type.Optional(ToldRoute),
    },
    { description: 'A workout, sleep session or event as recorded.' },
  ),
  workout: Type.Object(derived),
  sleep: Type.Object(derived),
  daily_summary: Type.Object(derived),
  receipt: Type.Object({
    batchId: Type.String(),
    contentHash: Type.String(),
    status: Type.Literal('completed'),
    receivedMs: Ms,
    completedMs: Nullable(Ms),
    records: Count,
    deletions: Count,
    snapshotDeletions: Count,
    cursor: Count,
    deletionCursor: Count,
    outcomes: Type.Record(Type.String(), Count),
    problems: Problems,
    warnings: Problems,
  }),
} as const satisfies Record<string, TSchema>;

export type ExportKind = keyof typeof EXPORT_LINE_DATA;

/** One line of an export. */
export type ExportLine<K extends ExportKind = ExportKind> = {
  readonly [Kind in K]: { readonly kind: Kind; readonly data: Static<(typeof EXPORT_LINE_DATA)[Kind]> };
}[K];

/** Kinds in the order of an export; an import goes by it too. */
export const EXPORT_KINDS = Object.keys(EXPORT_LINE_DATA) as readonly ExportKind[];

export const ExportLineSchema = Type.Union(
  EXPORT_KINDS.map((kind) => Type.Object({ kind: Type.Literal(kind), data: EXPORT_LINE_DATA[kind] })),
  { title: 'A line of the export of a person' },
);
