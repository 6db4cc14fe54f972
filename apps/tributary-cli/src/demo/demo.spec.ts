import type { DailySummaryView, SleepView, SourceView, WorkoutView } from '@tributary/contracts';
import { demoPeople } from './people.js';
import { showDay } from './show-day.js';
import { formatTable, hours } from './table.js';

const source = (id: string, model: string): SourceView =>
  ({
    id,
    app: { id: 'com.example', name: null },
    device: { manufacturer: 'Acme', model, type: 'watch' },
  }) as unknown as SourceView;

describe('the demo', () => {
  it('has four days of both people, the last one being yesterday', () => {
    expect(demoPeople('2026-03-02').map(({ userId, person }) => [userId, person.dates])).toEqual([
      ['lena', ['2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01']],
      ['omar', ['2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01']],
    ]);
  });

  it('sends the same bytes for a day tomorrow as today', () => {
    const bytes = (today: string): string => JSON.stringify(demoPeople(today)[0]?.person.day('2026-10-20').batches);
    expect(bytes('2026-10-21')).toBe(bytes('2026-10-22'));
  });

  it('prints numbers to the right and a dash for what is absent', () => {
    expect(
      formatTable(
        ['metric', 'Watch'],
        [
          ['steps', 7],
          ['weight', null],
        ],
      ),
    ).toEqual(['metric  Watch', '──────  ─────', 'steps       7', 'weight      –']);
    expect(hours(27_720)).toBe('7:42 h');
  });

  it('shows what each source counted beside what the day comes to', () => {
    const summary = {
      metrics: { steps: { value: 900.4, unit: '{steps}', aggregation: 'sum', sources: [] } },
    } as unknown as DailySummaryView;
    const night = {
      kind: 'night',
      start: '2026-10-19T21:00:00.000Z',
      end: '2026-10-20T05:00:00.000Z',
      asleepSeconds: 25_200,
      inBedSeconds: 28_800,
      efficiency: 0.875,
      stageSeconds: { light: 18_000, deep: 7_200, awake: 0 },
    } as unknown as SleepView;
    const workout = {
      sport: 'running',
      start: '2026-10-20T15:00:00.000Z',
      durationSeconds: 1800,
      activeSeconds: 1740,
      statistics: { distance: { value: 5012.3, unit: 'm' } },
      laps: [],
    } as unknown as WorkoutView;
    const page = {
      summary,
      sources: [source('src-1', 'Phone'), source('src-2', 'Watch')],
      recorded: new Map([['src-1', new Map([['steps', 800]])]]),
      nights: [night],
      workouts: [workout],
    };
    expect(showDay(page, 'Europe/Berlin')).toEqual([
      'metric  Phone  Watch  resolved  unit',
      '──────  ─────  ─────  ────────  ───────',
      'steps     800      –       900  {steps}',
      '',
      'Sleep',
      'night 23:00–07:00: asleep 7:00 h of 8:00 h in bed, efficiency 88 %',
      '  light 5:00 h, deep 2:00 h',
      '',
      'Workouts of the last days',
      'sport    date        start  duration  active  metres  kcal  avg bpm  laps',
      '───────  ──────────  ─────  ────────  ──────  ──────  ────  ───────  ────',
      'running  2026-10-20  17:00  0:30 h    0:29 h    5012     –        –     0',
    ]);
  });
});
