import { Type, type Static } from 'typebox';
import { DEVICE_TYPES } from '../catalog/source-apps.js';
import { TENANT_ID_PATTERN } from '../ids.js';
import { SCOPES } from './route.js';

const Instant = Type.String({ format: 'date-time', description: 'RFC 3339; answers are UTC with milliseconds.' });
const NullableInstant = Type.Union([Instant, Type.Null()]);
const ScopeSchema = Type.Enum(SCOPES);
const Name = Type.String({ minLength: 1, maxLength: 200 });

/** Answer to an accepted batch: 202 the first time, 200 with `repeated` when the same batch came again. */
export const AcceptedBatchSchema = Type.Object({
  batchId: Type.String(),
  userId: Type.String(),
  received: Type.Object({ records: Type.Integer(), deletions: Type.Integer() }),
  repeated: Type.Boolean(),
  receipt: Type.String({ description: 'Path of the receipt.' }),
});
export type AcceptedBatch = Static<typeof AcceptedBatchSchema>;

const BatchList = (description: string) => Type.Array(Type.Unknown(), { description });

/** The envelope for readers of the API; what refuses a request is the gateway's own check, which names paths. */
export const BatchSchema = Type.Object({
  batchId: Type.Optional(Type.String({ maxLength: 128 })),
  platform: Type.String({ description: '`healthkit` or `health_connect`.' }),
  device: Type.Optional(Type.Object({ timeZone: Type.Optional(Type.String()) })),
  sync: Type.Optional(
    Type.Object({
      mode: Type.Optional(Type.Union([Type.Literal('live'), Type.Literal('backfill')])),
      sequence: Type.Optional(Type.Integer({ minimum: 0 })),
      anchors: Type.Optional(Type.Record(Type.String(), Type.String())),
    }),
  ),
  records: BatchList('Objects as the common bridge of the platform returns them; at most 10,000.'),
  deletions: Type.Optional(BatchList('`{recordType, id, deletedAt?}` of deleted records.')),
  deletionsUnavailable: Type.Optional(Type.Array(Type.String())),
  snapshots: Type.Optional(BatchList('`{recordType, app?, start, end}`: the batch holds everything of that window.')),
});

export const NewTenantSchema = Type.Object({ id: Type.String({ pattern: TENANT_ID_PATTERN.source }), name: Name });
export type NewTenant = Static<typeof NewTenantSchema>;

export const NewApiKeySchema = Type.Object({
  name: Name,
  scopes: Type.Array(ScopeSchema, { minItems: 1, maxItems: SCOPES.length }),
  expiresAt: Type.Optional(NullableInstant),
});
export type NewApiKey = Static<typeof NewApiKeySchema>;

/** A key as it is answered once, with the secret. */
export const IssuedApiKeySchema = Type.Object({
  keyId: Type.String(),
  key: Type.String({ description: 'The secret; shown once, only its hash is kept.' }),
  prefix: Type.String(),
  scopes: Type.Array(ScopeSchema),
  expiresAt: NullableInstant,
});
export type IssuedApiKeyView = Static<typeof IssuedApiKeySchema>;

export const TenantSchema = Type.Object({ id: Type.String(), key: IssuedApiKeySchema });

export const ApiKeySchema = Type.Object({
  keyId: Type.String(),
  name: Type.String(),
  prefix: Type.String(),
  scopes: Type.Array(ScopeSchema),
  createdAt: Instant,
  expiresAt: NullableInstant,
  lastUsedAt: NullableInstant,
});
export type ApiKeyView = Static<typeof ApiKeySchema>;

export const UserChangeSchema = Type.Object({
  timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'IANA name.' })),
  dayStartsAt: Type.Optional(
    Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: '`HH:MM`, default `00:00`.' }),
  ),
  attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type UserChange = Static<typeof UserChangeSchema>;

export const UserSettingsSchema = Type.Object({
  id: Type.String(),
  timeZone: Type.Union([Type.String(), Type.Null()]),
  dayStartsAt: Type.String(),
  attributes: Type.Record(Type.String(), Type.Unknown()),
  createdAt: Instant,
});
export type UserSettings = Static<typeof UserSettingsSchema>;

const Text = Type.String({ minLength: 1, maxLength: 200 });

const PriorityEntryChange = Type.Object(
  {
    app: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Exact app id, or a prefix ending in `*`.' }),
    ),
    deviceType: Type.Optional(Type.Enum(DEVICE_TYPES)),
    manufacturer: Type.Optional(Text),
    model: Type.Optional(Text),
    recordingMethod: Type.Optional(Type.Enum(['unknown', 'active', 'automatic', 'manual'])),
  },
  { description: 'Matches a source on every field it names; it names at least one.' },
);

const PriorityRuleChange = Type.Object({
  metric: Type.String({ description: 'A metric id, `sleep`, `workouts`, or `*`.' }),
  effectiveFrom: Type.Optional(
    Type.Union([Type.String({ format: 'date' }), Type.Null()], { description: 'Local date; null or absent: always.' }),
  ),
  order: Type.Array(PriorityEntryChange, { maxItems: 100 }),
  unlisted: Type.Optional(Type.Enum(['last', 'never'], { description: 'Default `last`.' })),
});

/** The rules of one place, all of them. */
export const PrioritiesChangeSchema = Type.Object({ rules: Type.Array(PriorityRuleChange, { maxItems: 500 }) });
export type PrioritiesChange = Static<typeof PrioritiesChangeSchema>;

const PriorityEntrySchema = Type.Object({
  app: Type.Optional(Type.String()),
  deviceType: Type.Optional(Type.String()),
  manufacturer: Type.Optional(Type.String()),
  model: Type.Optional(Type.String()),
  recordingMethod: Type.Optional(Type.String()),
});

/** Answer to new rules: the version under which they take effect. */
export const AcceptedPrioritiesSchema = Type.Object({
  version: Type.Integer(),
  rules: Type.Array(
    Type.Object({
      metric: Type.String(),
      effectiveFrom: Type.Union([Type.String(), Type.Null()]),
      order: Type.Array(PriorityEntrySchema),
      unlisted: Type.Enum(['last', 'never']),
    }),
  ),
});
export type AcceptedPriorities = Static<typeof AcceptedPrioritiesSchema>;

const DEVICE_SCOPES = ['ingest', 'read'] as const;

export const NewDeviceTokenSchema = Type.Object({
  scopes: Type.Optional(
    Type.Array(Type.Enum(DEVICE_SCOPES), {
      minItems: 1,
      maxItems: DEVICE_SCOPES.length,
      uniqueItems: true,
      contains: Type.Literal('ingest'),
      description: '`ingest`, the default, or `ingest` and `read`.',
    }),
  ),
});
export type NewDeviceToken = Static<typeof NewDeviceTokenSchema>;

export const RefreshSchema = Type.Object({ refreshToken: Type.String({ minLength: 1, maxLength: 200 }) });
export type Refresh = Static<typeof RefreshSchema>;

/** A pair of tokens for one device of one person. */
export const DeviceTokenSchema = Type.Object({
  accessToken: Type.String({ description: 'JWT, bound to the person.' }),
  expiresIn: Type.Integer({ description: 'Seconds until the access token expires.' }),
  refreshToken: Type.String({ description: 'Works once; the answer to its use holds the next one.' }),
  scopes: Type.Array(ScopeSchema),
});
export type DeviceTokenView = Static<typeof DeviceTokenSchema>;

const Window = Type.Object({ from: Instant, to: Instant });

/** What an app needs to go on with a record type after it lost its storage. */
export const SyncStateSchema = Type.Object({
  platform: Type.String(),
  recordType: Type.String(),
  oldestStart: NullableInstant,
  newestEnd: NullableInstant,
  records: Type.Integer({ description: 'How many are stored.' }),
  lastReceivedAt: NullableInstant,
  anchor: Type.Union([Type.String(), Type.Null()]),
  needsSnapshot: Type.Boolean({ description: 'Deletions were lost: snapshots must cover what is stored.' }),
  backfilled: Type.Array(Window),
});
export type SyncStateView = Static<typeof SyncStateSchema>;

const ErasureStepSchema = Type.Object({
  name: Type.String({ description: 'requested, published, deleted, raw_topics, completed.' }),
  status: Type.Enum(['pending', 'done', 'retained']),
  at: NullableInstant,
  detail: Type.String(),
});

/** How far an erasure has come. */
export const ErasureSchema = Type.Object({
  erasureId: Type.String(),
  status: Type.Enum(['requested', 'erasing', 'completed']),
  requestedAt: Instant,
  completedAt: NullableInstant,
  steps: Type.Array(ErasureStepSchema),
});
export type ErasureView = Static<typeof ErasureSchema>;

const Problem = Type.Object({ code: Type.String(), path: Type.String(), detail: Type.String() });

/** One row per raw record: what it would become, or why it would be quarantined. */
/** A canonical record in the words of the API: what the reads would serve, before a person's zone and rules are known. */
const CanonicalView = Type.Object(
  {
    id: Type.String(),
    start: Type.String({ format: 'date-time' }),
    end: Type.String({ format: 'date-time' }),
    source: Type.Unknown({ description: '`{id, app, device}`, as the sources of a person are listed.' }),
    recordingMethod: Type.String(),
    flags: Type.Array(Type.String()),
    content: Type.Record(Type.String(), Type.Unknown(), {
      description:
        '`kind`: samples, workout, sleep or event, and what it says; of samples: `samples` with metric, start, end, value, unit, flags, attributes.',
    }),
  },
  { additionalProperties: true },
);

export const ValidatedRecordSchema = Type.Union([
  Type.Object({
    index: Type.Integer(),
    canonical: Type.Array(CanonicalView),
    warnings: Type.Array(Type.Object({ index: Type.Integer(), code: Type.String(), path: Type.String() })),
  }),
  Type.Object({ index: Type.Integer(), problem: Problem }),
]);
export type ValidatedRecord = Static<typeof ValidatedRecordSchema>;
