import { METRIC_BY_ID, type ExplainView, type Interval } from '@tributary/contracts';
import fc from 'fast-check';
import type { ExplainedDayCell } from '@tributary/resolution';
import { explanationBlocks, type Explained } from './explain.response.js';

const metric = METRIC_BY_ID.get('steps')!;
const START_MS = Date.parse('2026-03-10T00:00:00Z');
const window = { startMs: START_MS, endMs: START_MS + 86_400_000 };
const NAMED = {
  recordId: fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.uuid().map((id) => `hk-${id}~1a`),
  ),
  sourceId: fc.constantFrom('src-a', 'src-"b'),
  rank: fc.integer({ min: 0, max: 3 }),
};
const time = fc.integer({ min: -1, max: 86_400_001 }).map((offset) => START_MS + offset);
const value = fc.double({ noNaN: true, noDefaultInfinity: true });
const segment = fc.record({
  startMs: time,
  endMs: time,
  value,
  winner: fc.record(NAMED),
  losers: fc.array(fc.record({ ...NAMED, reason: fc.constantFrom('rank' as const, 'older' as const) }), {
    maxLength: 3,
  }),
});
const uncounted = fc.record({
  startMs: time,
  endMs: time,
  ...NAMED,
  reason: fc.constantFrom('never' as const, 'near_duplicate' as const),
});
const rule = { metric: 'steps', effectiveFrom: null, order: [{ deviceType: 'watch' }], unlisted: 'last' } as const;

async function textOf(explained: Explained): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of explanationBlocks(explained)) blocks.push(block);
  return Buffer.concat(blocks).toString();
}
const cellOf = (
  segments: ExplainedDayCell['segments'],
  uncounted: ExplainedDayCell['uncounted'] = [],
): Explained['cell'] => ({
  value: 12.5,
  unit: '{steps}',
  sources: [{ sourceId: 'src-a', value: 12.5, seconds: 60 }],
  chosen: { place: 'user', rule },
  segments,
  uncounted,
});
const timed = <T extends Interval>({ startMs, endMs, ...rest }: T) => ({
  start: instant(startMs),
  end: instant(endMs),
  ...rest,
});
const instant = (ms: number): string => new Date(ms).toISOString();

describe('an explanation', () => {
  it('is written as JSON writes its objects', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 5 }), fc.array(uncounted), async (segments, beside) => {
        const view: ExplainView = {
          metric: 'steps',
          unit: '{steps}',
          aggregation: 'sum',
          date: '2026-03-10',
          start: '2026-03-10T00:00:00.000Z',
          end: '2026-03-11T00:00:00.000Z',
          value: 12.5,
          rule: {
            place: 'user',
            metric: 'steps',
            effectiveFrom: null,
            order: [{ deviceType: 'watch' }],
            unlisted: 'last',
          },
          sources: [{ sourceId: 'src-a', value: 12.5, seconds: 60 }],
          segments: segments.map(timed),
          uncounted: beside.map(timed),
        };
        const cell = cellOf(segments, beside);
        expect(await textOf({ metric, date: '2026-03-10', window, cell })).toBe(JSON.stringify(view));
      }),
    );
  });

  it('of a long day comes in blocks', async () => {
    const one = {
      startMs: START_MS,
      endMs: START_MS,
      value: 1,
      winner: { recordId: 'r', sourceId: 's', rank: 1 },
      losers: [],
    };
    const cell = cellOf(Array.from({ length: 10_000 }, () => one));
    const blocks: Buffer[] = [];
    for await (const block of explanationBlocks({ metric, date: null, window, cell })) blocks.push(block);
    expect(blocks.length).toBeGreaterThan(3);
    expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThan(65 * 1024);
    const { segments } = JSON.parse(Buffer.concat(blocks).toString()) as ExplainView;
    const time = instant(START_MS);
    const shown = { start: time, end: time, value: 1, winner: one.winner, losers: [] };
    expect(segments).toEqual(cell.segments.map(() => shown));
  });
});
