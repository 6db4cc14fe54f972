import type { RecordId } from '@tributary/contracts';
import { encodePresent, isPresent, snapshotKey, snapshotPrefix } from './kept-snapshot.js';

const ids = Array.from({ length: 300 }, (_, at) => `hk-${String(at)}` as RecordId);
const snapshot = (present: readonly RecordId[]) => ({
  app: null,
  startMs: 0,
  endMs: 1,
  receivedMs: 1_000,
  batchId: 'b1',
  present: encodePresent(present),
});

describe('a kept snapshot', () => {
  it('knows what it held, in eight bytes a record, named once', () => {
    const kept = snapshot([...ids, ...ids]);
    expect(kept.present.length()).toBe(300 * 8);
    expect(ids.every((id) => isPresent(kept, id))).toBe(true);
    expect(ids.some((id) => isPresent(kept, `${id}-other` as RecordId))).toBe(false);
    expect(isPresent(snapshot([]), 'hk-1' as RecordId)).toBe(false);
  });

  it('lies under its type by receipt', () => {
    const keys = [9, 10, 1_700_000_000_000].map((receivedMs) =>
      snapshotKey('healthkit', 'Steps', { receivedMs, batchId: 'b' }, 0),
    );
    expect([...keys].sort()).toEqual(keys);
    expect(keys.every((key) => key.startsWith(snapshotPrefix('healthkit', 'Steps')))).toBe(true);
  });
});
