import { toInstant, type SourceView } from '@tributary/contracts';
import type { StoredSource } from '@tributary/store';

/** A source as the API shows it. */
export const toSourceView = (id: string, source: StoredSource): SourceView => ({
  id,
  app: source.app,
  device: source.device,
  recordingMethods: source.recordingMethods as SourceView['recordingMethods'],
  metrics: [...source.metrics],
  firstSeen: toInstant(source.firstMs),
  lastSeen: toInstant(source.lastMs),
});
