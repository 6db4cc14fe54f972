import { METRIC_BY_ID } from '@tributary/contracts';
import { toSampleView, type Entity, type UserCollection } from '@tributary/store';
import type { Person } from '../person/person.js';
import { toSourceView } from '../sources/source.response.js';
import { toUserView } from '../users/user.response.js';

/** One line of an export. `recording` holds the record as stored, with its raw payload. */
export interface ExportLine {
  readonly kind: 'user' | 'source' | 'priorities' | 'sample' | 'recording' | 'workout' | 'sleep' | 'daily_summary';
  readonly data: unknown;
}

async function* entityLines<View>(
  kind: ExportLine['kind'],
  { user }: Person,
  entities: UserCollection<Entity<View>>,
): AsyncGenerator<ExportLine> {
  const range = { _id: { $gte: `${user}|`, $lt: `${user}}` }, gone: false };
  for await (const entity of entities.native.find(range as never).sort({ _id: 1 })) {
    yield { kind, data: (entity as unknown as Entity<View>).view };
  }
}

async function* recordingLines({ user, readers }: Person): AsyncGenerator<ExportLine> {
  const { native } = readers.data.recordings;
  for await (const recording of native.find({ _id: { $gte: `${user}|`, $lt: `${user}}` } } as never).sort({ _id: 1 })) {
    const { kind, type, revision, batchId, record } = recording;
    yield { kind: 'recording', data: { kind, type, version: revision, batchId, record } };
  }
}

async function* sampleLines(person: Person, metrics: readonly string[]): AsyncGenerator<ExportLine> {
  const zones = await person.zones({});
  for (const metric of metrics) {
    for await (const samples of person.readers.samples.all({ user: person.user, metric }, {})) {
      for (const { sourceId, record, sample } of samples) {
        yield {
          kind: 'sample',
          data: {
            ...toSampleView(metric, sourceId, record, sample, zones),
            batchId: record.batchId,
            index: record.index,
          },
        };
      }
    }
  }
}

/** Everything of a person: profile, sources and rules first, then what was recorded, then what was derived from it. */
export async function* exportLines(person: Person): AsyncGenerator<ExportLine> {
  const { readers, user, profile } = person;
  const sources = await readers.data.sources.all(user);
  yield {
    kind: 'user',
    data: { ...toUserView(profile, [...sources.values()]), zoneEntries: profile.zoneEntries ?? [] },
  };
  for (const [id, source] of sources) yield { kind: 'source', data: toSourceView(id, source) };
  const { user: rules } = await readers.rules.ofUser(profile.tenant, user);
  if (rules.version > 0) yield { kind: 'priorities', data: { version: rules.version, rules: rules.rules } };
  const metrics = [...new Set([...sources.values()].flatMap((source) => source.metrics))].filter((id) =>
    METRIC_BY_ID.has(id),
  );
  yield* sampleLines(person, metrics.sort());
  yield* recordingLines(person);
  yield* entityLines('workout', person, readers.data.workouts);
  yield* entityLines('sleep', person, readers.data.sleepEpisodes);
  yield* entityLines('daily_summary', person, readers.data.dailySummaries);
}
