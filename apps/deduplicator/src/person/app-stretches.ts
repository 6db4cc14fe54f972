import type { AppStretch } from '@tributary/store';

/** Joins stretches in: of each app from its earliest start to its latest, ascending by app. */
export function withStretches(known: readonly AppStretch[], added: Iterable<AppStretch>): readonly AppStretch[] {
  let joined = known;
  for (const each of added) {
    const of = joined.find(({ app }) => app === each.app);
    if (of && of.firstMs <= each.firstMs && each.lastMs <= of.lastMs) continue;
    const wider = {
      app: each.app,
      firstMs: Math.min(of?.firstMs ?? each.firstMs, each.firstMs),
      lastMs: Math.max(of?.lastMs ?? each.lastMs, each.lastMs),
    };
    joined = [...joined.filter((other) => other !== of), wider].sort((a, b) => (a.app < b.app ? -1 : 1));
  }
  return joined;
}
