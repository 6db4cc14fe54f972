/** Where a batch comes from. More come as rows of this table. */
export const PLATFORMS = {
  healthkit: { title: 'Apple HealthKit', deleteIsFinal: true, deletionNeedsType: true },
  health_connect: { title: 'Health Connect', deleteIsFinal: false, deletionNeedsType: false },
} as const satisfies Record<string, { title: string; deleteIsFinal: boolean; deletionNeedsType: boolean }>;

export type Platform = keyof typeof PLATFORMS;

export const isPlatform = (value: unknown): value is Platform =>
  typeof value === 'string' && Object.hasOwn(PLATFORMS, value);
