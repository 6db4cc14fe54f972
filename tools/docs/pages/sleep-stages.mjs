import { code, codes, page, section, table, yesNo } from '../markdown.mjs';

/** @param {typeof import('@tributary/contracts')} contracts */
export const sleepStagesPage = ({ PLATFORMS, SLEEP_STAGES, SLEEP_STAGE_MAPPINGS, SLEEP_RULES }) =>
  page('Sleep stages', [
    '`asleepSeconds` of a night is the time in stages that count as asleep. `in_bed` is a container around stages and never sleep.',
    section('Stages', [
      table(
        ['stage', 'asleep', 'in bed', 'part of', 'LOINC of its duration', 'notes'],
        SLEEP_STAGES.map((stage) => [
          code(stage.id),
          yesNo(stage.countsAsAsleep),
          yesNo(stage.countsAsInBed),
          code(stage.parent),
          stage.durationLoinc ?? '',
          stage.note ?? '',
        ]),
      ),
    ]),
    ...Object.entries(PLATFORMS).map(([platform, { title }]) =>
      section(`Values of ${title}`, [
        table(
          ['where', 'value', 'name', 'stage', 'confidence', 'notes'],
          SLEEP_STAGE_MAPPINGS.filter((row) => row.platform === platform).map((row) => [
            code(row.sourceType),
            code(row.sourceValue),
            codes([row.sourceName, ...row.otherNames]),
            code(row.stage),
            row.confidence,
            row.note ?? '',
          ]),
        ),
      ]),
    ),
    section('How the platforms record sleep', [
      table(
        ['platform', 'what to know'],
        SLEEP_RULES.map((row) => [row.platform.replace('_', ' '), row.rule]),
      ),
    ]),
  ]);
