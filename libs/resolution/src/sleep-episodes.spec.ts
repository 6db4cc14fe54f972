import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS } from './calendar.js';
import { sleepEpisodes, type SleepSampleInput, type SleepSessionInput } from './sleep-episodes.js';

const EVENING = Date.parse('2026-01-10T00:00:00Z');
/** `23:15` of the 10th; hours from 24 on lie on the 11th. */
const at = (clock: string) => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return EVENING + hours * HOUR_MS + minutes * MINUTE_MS;
};
type Spell = [stage: string, from: string, to: string];
const head = { rank: 1, modifiedMs: null, offsetMinutes: 0, flags: [] };
const sample = (id: string, [stage, from, to]: Spell, more: Partial<SleepSampleInput> = {}): SleepSampleInput => ({
  ...head,
  id,
  sourceId: 'watch',
  startMs: at(from),
  endMs: at(to),
  stage,
  ...more,
});
const session = (
  id: string,
  from: string,
  to: string,
  stages: Spell[],
  more: Partial<SleepSessionInput> = {},
): SleepSessionInput => ({
  ...head,
  id,
  sourceId: 'band',
  startMs: at(from),
  endMs: at(to),
  stages: stages.map(([stage, start, end]) => ({ stage, startMs: at(start), endMs: at(end) })),
  ...more,
});
const episodes = (sessions: SleepSessionInput[], samples: SleepSampleInput[] = []) =>
  sleepEpisodes({ sessions, samples, localOffsetAt: () => 0 });

describe('a night of a session', () => {
  it('has the session as its window and the stages as its times', () => {
    const stages: Spell[] = [
      ['light', '23:00', '25:00'],
      ['deep', '25:00', '26:00'],
      ['awake_in_bed', '26:00', '26:15'],
      ['out_of_bed', '26:15', '26:30'],
      ['rem', '27:00', '30:00'],
    ];
    expect(episodes([session('n', '22:30', '30:00', stages)])).toEqual([
      {
        id: 'sleep-2026-01-10',
        kind: 'night',
        date: '2026-01-11',
        startMs: at('22:30'),
        endMs: at('30:00'),
        offsetMinutes: 0,
        stages: stages.map(([stage, from, to]) => ({ stage, startMs: at(from), endMs: at(to) })),
        stageSeconds: { light: 7200, deep: 3600, awake_in_bed: 900, out_of_bed: 900, rem: 10_800 },
        inBedSeconds: 7.25 * 3600,
        asleepSeconds: 6 * 3600,
        awakeSeconds: 1800,
        efficiency: 6 / 7.25,
        sourceId: 'band',
        recordings: [{ id: 'n', sourceId: 'band' }],
        flags: [],
      },
    ]);
  });

  it('without stages is sleep from start to end, flagged', () => {
    expect(episodes([session('n', '23:00', '31:00', [])])[0]).toMatchObject({
      asleepSeconds: 8 * 3600,
      stageSeconds: { asleep_unspecified: 8 * 3600 },
      flags: ['generic_stages'],
    });
  });

  it('that grew under new ids counts once, as the longest', () => {
    const grown = ['26:00', '28:00', '30:00'].map((end, index) =>
      session(`n${String(index)}`, '23:00', end, [['light', '23:00', end]]),
    );
    const [night, ...more] = episodes(grown);
    expect(more).toEqual([]);
    expect(night).toMatchObject({ id: 'sleep-2026-01-10', asleepSeconds: 7 * 3600, flags: [] });
    expect(night?.recordings.map(({ id }) => id)).toEqual(['n0', 'n1', 'n2']);
  });

  it('keeps the stages that lie inside a longer session without stages', () => {
    const [night] = episodes([
      session('outer', '22:00', '30:00', []),
      session('inner', '23:00', '29:00', [['deep', '23:00', '29:00']]),
    ]);
    expect(night?.stageSeconds).toEqual({ asleep_unspecified: 2 * 3600, deep: 6 * 3600 });
  });

  it('is put together from fragments with gaps below an hour, and not from others', () => {
    const first = session('a', '23:00', '26:00', [['light', '23:00', '26:00']]);
    const [night, ...more] = episodes([first, session('b', '26:59', '30:00', [['rem', '26:59', '30:00']])]);
    expect(more).toEqual([]);
    expect(night).toMatchObject({ kind: 'night', startMs: at('23:00'), endMs: at('30:00'), flags: ['stitched'] });
    expect(night?.asleepSeconds).toBe(3 * 3600 + 3 * 3600 + 60);
    expect(episodes([first, session('b', '27:00', '30:00', [])])).toHaveLength(2);
  });
});

describe('a night of loose samples', () => {
  const stages = [
    sample('1', ['light', '23:00', '25:00']),
    sample('2', ['awake', '25:00', '25:30']),
    sample('3', ['deep', '25:30', '29:00']),
  ];

  it('lasts from the first to the last stage of one source', () => {
    expect(episodes([], stages)).toMatchObject([
      {
        id: 'sleep-2026-01-10',
        startMs: at('23:00'),
        endMs: at('29:00'),
        asleepSeconds: 5.5 * 3600,
        awakeSeconds: 1800,
        flags: [],
      },
    ]);
  });

  it('unites generic sleep with stages instead of adding it', () => {
    const [night] = episodes([], [...stages, sample('g', ['asleep_unspecified', '22:30', '29:30'])]);
    expect(night?.stageSeconds).toEqual({ asleep_unspecified: 3600, light: 7200, awake: 1800, deep: 3.5 * 3600 });
    expect(night?.asleepSeconds).toBe(6.5 * 3600);
  });

  it('is wider in bed by in-bed samples of any source, which are never sleep', () => {
    const inBed = [
      sample('b1', ['in_bed', '22:00', '23:30'], { sourceId: 'phone' }),
      sample('b2', ['in_bed', '29:00', '29:30'], { sourceId: 'phone' }),
    ];
    const [night] = episodes([], [...stages, ...inBed]);
    expect(night).toMatchObject({ startMs: at('23:00'), inBedSeconds: 7 * 3600, asleepSeconds: 5.5 * 3600 });
    expect(night?.recordings.map(({ id }) => id)).toEqual(['1', '2', '3', 'b1']);
    expect(episodes([], inBed)).toEqual([]);
  });

  it('is wider in bed by in-bed samples of a source that never counts, whose sleep is none of it', () => {
    const watch = sample('w', ['light', '23:00', '30:00']);
    const never = { sourceId: 'phone', rank: null };
    const excluded = [
      sample('b', ['in_bed', '22:00', '31:00'], never),
      sample('p', ['asleep_unspecified', '22:10', '30:40'], never),
    ];
    const [night, ...more] = episodes([], [watch, ...excluded]);
    expect(more).toEqual([]);
    // 22:00 to 31:00 in bed, 23:00 to 30:00 asleep
    expect(night).toMatchObject({ inBedSeconds: 32_400, asleepSeconds: 25_200, sourceId: 'watch' });
    expect(night?.recordings.map(({ id }) => id)).toEqual(['w', 'b']);
    expect(episodes([], excluded)).toEqual([]);
  });

  it('needs some sleep', () => {
    expect(
      episodes([], [sample('a', ['awake', '23:00', '24:00']), sample('u', ['unknown', '24:00', '25:00'])]),
    ).toEqual([]);
  });
});

describe('a night of several sources', () => {
  const watch = session('w', '23:00', '30:00', [['deep', '23:00', '30:00']], { sourceId: 'watch', rank: 3 });
  const phone = session('p', '22:00', '31:00', [], { sourceId: 'phone', rank: 1 });

  it('is that of the best one, and the others are recordings of it', () => {
    expect(episodes([phone, watch])).toMatchObject([
      {
        id: 'sleep-2026-01-10',
        sourceId: 'watch',
        asleepSeconds: 7 * 3600,
        recordings: [
          { id: 'w', sourceId: 'watch' },
          { id: 'p', sourceId: 'phone' },
        ],
      },
    ]);
  });

  it('is of equal ranks the one with stages', () => {
    expect(episodes([{ ...phone, rank: 3 }, watch])[0]?.sourceId).toBe('watch');
  });

  it('goes to a worse source where the best one saw no sleep', () => {
    const blind = session('w', '23:00', '30:00', [['awake', '23:00', '30:00']], { sourceId: 'watch', rank: 3 });
    expect(episodes([blind, phone])[0]?.sourceId).toBe('phone');
  });

  it('stays two nights of the best source under one long recording of another', () => {
    const nap = session('n', '19:00', '19:30', [['light', '19:00', '19:30']], { sourceId: 'watch', rank: 3 });
    const long = session('p', '18:30', '31:00', [], { sourceId: 'phone', rank: 1 });
    expect(episodes([nap, watch, long]).map(({ id, kind }) => [id, kind])).toEqual([
      ['sleep-n', 'nap'],
      ['sleep-2026-01-10', 'night'],
    ]);
  });

  it('is suspect where another source tells it moved by whole hours, overlapping or not', () => {
    for (const hours of [2, 8]) {
      const moved = {
        ...phone,
        startMs: watch.startMs + hours * HOUR_MS,
        endMs: watch.endMs + hours * HOUR_MS + MINUTE_MS,
      };
      const found = episodes([watch, moved]);
      expect(found).toMatchObject([{ id: 'sleep-2026-01-10', flags: ['offset_suspect'] }]);
      expect(found[0]?.recordings).toHaveLength(2);
    }
  });
});

describe('the name of a night', () => {
  const idsOf = (sessions: SleepSessionInput[]) => episodes(sessions).map(({ id }) => id);

  it.each([
    ['an evening', '23:00', '31:00', 'sleep-2026-01-10'],
    ['an evening, after midnight', '24:30', '31:00', 'sleep-2026-01-10'],
    ['an evening, before noon', '35:00', '42:00', 'sleep-2026-01-10'],
    ['the next one, from noon on', '36:00', '42:00', 'sleep-2026-01-11'],
    ['its recording, if it is a nap', '14:00', '15:00', 'sleep-n'],
  ])('is that of %s', (_title, from, to, id) => {
    expect(idsOf([session('n', from, to, [])])).toEqual([id]);
  });

  it('stays when it grows, is recorded anew and under another id', () => {
    const before = session('b', '22:30', '25:00', []);
    const after = session('a', '22:10', '31:00', [['light', '22:10', '31:00']]);
    for (const sessions of [[before], [before, after], [after]]) expect(idsOf(sessions)).toEqual(['sleep-2026-01-10']);
  });

  it('is borne by the longest of an evening, and of equal ones by the first', () => {
    const short = session('s', '22:00', '24:00', []);
    expect(idsOf([short, session('l', '26:00', '31:00', [])])).toEqual(['sleep-s', 'sleep-2026-01-10']);
    expect(idsOf([short, session('l', '26:00', '28:00', [])])).toEqual(['sleep-2026-01-10', 'sleep-l']);
  });
});

describe('naps and dates', () => {
  it.each([
    ['13:00', '14:00', 'nap'],
    ['13:00', '16:30', 'night'],
    ['26:00', '27:00', 'night'],
    ['19:30', '21:30', 'nap'],
    ['32:00', '33:30', 'night'],
  ])('sleep from %s to %s is a %s', (from, to, kind) => {
    expect(episodes([session('n', from, to, [])])[0]?.kind).toBe(kind);
  });

  it('belong to the local date of waking, by the offset of the recording, else of the person', () => {
    const night = session('n', '16:00', '23:30', [], { offsetMinutes: null });
    const dateOf = (offset: number, own: number | null, dayStartsAtMinutes = 0) =>
      sleepEpisodes({
        sessions: [{ ...night, offsetMinutes: own }],
        samples: [],
        localOffsetAt: () => offset,
        dayStartsAtMinutes,
      })[0]?.date;
    expect(dateOf(0, null)).toBe('2026-01-10');
    expect(dateOf(60, null)).toBe('2026-01-11');
    expect(dateOf(60, 0)).toBe('2026-01-10');
    expect(dateOf(60, null, 60)).toBe('2026-01-10');
  });
});

describe('for any recordings, episodes', () => {
  const minute = fc.integer({ min: 0, max: 40 * 60 });
  const stage = fc.constantFrom(
    'awake',
    'light',
    'deep',
    'rem',
    'asleep_unspecified',
    'unknown',
    'out_of_bed',
    'in_bed',
  );
  const spell = fc.tuple(minute, fc.integer({ min: 0, max: 300 })).map(([from, length]) => ({
    startMs: EVENING + from * MINUTE_MS,
    endMs: EVENING + (from + length) * MINUTE_MS,
  }));
  const source = fc.record({
    sourceId: fc.constantFrom('a', 'b', 'c'),
    rank: fc.integer({ min: 0, max: 2 }),
    modifiedMs: fc.constantFrom(null, 1, 2),
  });
  const samples = fc.array(fc.tuple(source, spell, stage, fc.boolean()), { maxLength: 14 }).map((list) =>
    list.map(([{ rank, ...own }, window, of, counts], index) => ({
      ...head,
      ...own,
      rank: counts ? rank : null,
      ...window,
      stage: of,
      id: `s${String(index)}`,
    })),
  );
  const sessions = fc
    .array(fc.tuple(source, spell, fc.array(fc.tuple(spell, stage), { maxLength: 4 })), { maxLength: 5 })
    .map((list) =>
      list.map(([own, window, inner], index) => ({
        ...head,
        ...own,
        ...window,
        id: `n${String(index)}`,
        stages: inner.map(([within, of]) => ({ ...within, stage: of })),
      })),
    );

  it('have disjoint stages inside them and no more sleep than time, whatever the order of input', () => {
    fc.assert(
      fc.property(sessions, samples, (nights, loose) => {
        const found = episodes(nights, loose);
        for (const { startMs, endMs, stages, asleepSeconds, awakeSeconds, inBedSeconds } of found) {
          expect(asleepSeconds + awakeSeconds).toBeLessThanOrEqual((endMs - startMs) / 1000);
          expect(inBedSeconds).toBeGreaterThanOrEqual(asleepSeconds);
          stages.forEach((each, index) => {
            expect(each.startMs).toBeLessThan(each.endMs);
            expect(each.startMs).toBeGreaterThanOrEqual(stages[index - 1]?.endMs ?? startMs);
            expect(each.endMs).toBeLessThanOrEqual(endMs);
          });
        }
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        expect(episodes([...nights].reverse(), [...loose].reverse())).toEqual(found);
        found.slice(1).forEach((episode, index) => {
          expect(episode.startMs).toBeGreaterThanOrEqual(found[index]!.endMs);
        });
      }),
      { numRuns: 400 },
    );
  });
});
