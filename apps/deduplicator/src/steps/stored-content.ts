import type { FlagId, RecordId } from '@tributary/contracts';
import { chunkKeyOf, type Recording, type StoredContent, type StoredRecord } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { RECORDINGS, type Placement } from './placer.js';

/** What batches and versions around a version decide, not the version itself. */
const OF_THE_NEIGHBOURHOOD: FlagId = 'near_duplicate';

/** What lies of an identity at some places. */
export function contentAt(work: PersonWork, id: RecordId, places: readonly string[]): StoredContent {
  const pieces = places.flatMap((chunk) => {
    const record = chunk === RECORDINGS ? undefined : work.chunks.get(chunk)?.records.get(id);
    return record ? [{ chunk, record }] : [];
  });
  return { recording: places.includes(RECORDINGS) ? work.recording(id) : null, pieces };
}

/** A version as it is kept aside: without what its neighbours and older versions said of it. */
export const keptAside = ({ recording, pieces }: StoredContent): StoredContent => ({
  recording: recording && withoutToldRoute(recording),
  pieces: pieces.map(({ chunk, record }) => ({ chunk, record: withoutNeighbours(record) })),
});

const withoutToldRoute = ({ toldRoute: _, ...recording }: Recording): Recording => recording;

const withoutNeighbours = (record: StoredRecord): StoredRecord => ({
  ...record,
  samples: record.samples.map((sample) => ({
    ...sample,
    flags: sample.flags.filter((flag) => flag !== OF_THE_NEIGHBOURHOOD),
  })),
});

export const contentOf = ({ recording, byChunk }: Placement): StoredContent => ({
  recording,
  pieces: Array.from(byChunk, ([chunk, { record }]) => ({ chunk, record })),
});

/** Where a version that was kept aside belongs when it stands again. */
export function placementOf(work: PersonWork, { recording, pieces }: StoredContent, revision: number): Placement {
  for (const { chunk } of pieces) work.chunk(chunkKeyOf(chunk));
  return {
    places: recording ? [RECORDINGS] : pieces.map(({ chunk }) => chunk).sort(),
    byChunk: new Map(
      pieces.map(({ chunk, record }) => [chunk, { key: chunkKeyOf(chunk), record: { ...record, revision } }]),
    ),
    recording: recording && { ...recording, revision },
  };
}
