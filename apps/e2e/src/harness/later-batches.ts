import type { Person } from './sending.js';

const WORKOUT = 'HKWorkoutTypeIdentifier';

interface HealthKitRecord {
  readonly uuid: string;
  readonly quantityType?: string;
  readonly categoryType?: string;
}

interface HealthConnectRecord {
  readonly recordType: string;
  readonly count?: number;
  readonly metadata: { readonly id: string; readonly lastModifiedTime?: string };
}

/** Later than anything that a simulated person changed. */
const CHANGED_AT = '2026-10-30T12:00:00.000Z';

/** A last batch that takes back every tenth record of a person, and one that was never sent. */
export function withDeletions({ userId, batches }: Person): Person {
  const every = <T>(list: readonly T[]): T[] => list.filter((_, index) => index % 10 === 0);
  const healthKit = batches.filter(({ platform }) => platform === 'healthkit').flatMap(({ records }) => records);
  const others = batches.filter(({ platform }) => platform !== 'healthkit').flatMap(({ records }) => records);
  const deletions = [
    ...every(healthKit as unknown as readonly HealthKitRecord[]).map(({ uuid, quantityType, categoryType }) => ({
      recordType: quantityType ?? categoryType ?? WORKOUT,
      id: uuid,
    })),
    ...every(others as unknown as readonly HealthConnectRecord[]).map(({ recordType, metadata }) => ({
      recordType,
      id: metadata.id,
      deletedAt: CHANGED_AT,
    })),
    { recordType: WORKOUT, id: '00000000-0000-4000-8000-000000000001', deletedAt: CHANGED_AT },
  ];
  const platform = batches[0]?.platform ?? 'healthkit';
  return { userId, batches: [{ batchId: 'takes-back', platform, records: [], deletions }] };
}

/** With Health Connect a last batch with the next version of every third step count: one step more. */
export function withUpdates({ userId, batches }: Person): Person {
  const steps = batches
    .flatMap(({ records }) => records as unknown as readonly HealthConnectRecord[])
    .filter(({ count, metadata }) => count !== undefined && metadata.id !== undefined);
  const records = steps
    .filter((_, index) => index % 3 === 1)
    .map((record) => ({
      ...record,
      count: (record.count ?? 0) + 1,
      metadata: { ...record.metadata, lastModifiedTime: CHANGED_AT },
    }));
  return {
    userId,
    batches: records.length === 0 ? [] : [{ batchId: 'updates', platform: 'health_connect', records }],
  };
}

const TYPE = { healthkit: 'HKQuantityTypeIdentifierStepCount', health_connect: 'Steps' } as const;

/** A last batch that says of an hour that there were no steps. */
export function withSnapshot({ userId, batches }: Person): Person {
  const platform = batches[0]?.platform ?? 'healthkit';
  const window = { start: '2026-10-05T10:00:00Z', end: '2026-10-05T11:00:00Z' };
  const snapshots = [{ recordType: TYPE[platform], ...window }];
  return { userId, batches: [{ batchId: 'snapshot', platform, records: [], snapshots }] };
}
