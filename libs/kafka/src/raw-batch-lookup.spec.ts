import { windowsOf } from './raw-batch-lookup.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const RECEIVED = Date.UTC(2026, 2, 29, 6, 15);

const windows = (completedMs: number | null) =>
  windowsOf({ tenant: 'demo', userId: 'u1', batchId: 'b1', contentHash: 'c', receivedMs: RECEIVED, completedMs }).map(
    (window) => window.map((atMs) => (atMs - RECEIVED) / SECOND),
  );

describe('when the message of a batch may have been written', () => {
  it('is between receipt and completion, with room for clocks that differ', () => {
    expect(windows(RECEIVED + SECOND)).toEqual([[-2, 61]]);
  });

  it('is looked for at both ends first where they are far apart, without a gap', () => {
    expect(windows(RECEIVED + HOUR)).toEqual([
      [-2, 120],
      [3_540, 3_660],
      [120, 3_540],
    ]);
  });

  it('survives a completion that another clock puts before the receipt', () => {
    expect(windows(RECEIVED - MINUTE)).toEqual([[-2, 60]]);
  });

  it('is up to now while the batch is not completed', () => {
    expect(windows(null).at(1)?.at(1)).toBeCloseTo((Date.now() - RECEIVED) / SECOND + 60, 0);
  });
});
