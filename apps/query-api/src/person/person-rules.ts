import type { PlacedRules } from '@tributary/contracts';
import type { SourcesById } from '@tributary/resolution';
import { sourcesOf } from '@tributary/store';
import type { Person } from './person.js';

/** What ranks the records of a person. */
export interface Ranking {
  readonly rules: PlacedRules;
  readonly sources: SourcesById;
}

export async function rankingOf({ readers, profile, user }: Person): Promise<Ranking> {
  const [{ user: own, tenant }, sources] = await Promise.all([
    readers.rules.ofUser(profile.tenant, user),
    sourcesOf(readers.data, user),
  ]);
  return {
    rules: { user: own.rules, tenant: tenant.rules },
    sources: new Map(Array.from(sources, ([id, { app, device }]) => [id, { id, app, device }] as const)),
  };
}
