import { code, codes, page, section, table } from '../markdown.mjs';

const PLATFORM_NAMES = { healthkit: 'HealthKit', health_connect: 'Health Connect', flutter_health: 'Flutter `health`' };

const flutterSport = (row) =>
  row.sportWhenIos === undefined && row.sportWhenAndroid === undefined
    ? code(row.sport)
    : `${code(row.sportWhenIos ?? row.sport)} (iOS), ${code(row.sportWhenAndroid ?? row.sport)} (Android)`;

const mappingTable = (rows) =>
  table(
    ['code', 'name', 'sport', 'status', 'notes'],
    rows.map((row) => [
      code(row.sourceValue ?? (row.platformValue === null ? null : `platform ${row.platformValue}`)),
      code(row.sourceName),
      flutterSport(row),
      row.status.replace('_', ' '),
      row.note ?? '',
    ]),
  );

/** @param {typeof import('@tributary/contracts')} contracts */
export const sportsPage = ({ SPORTS, SPORT_MAPPINGS, REFINEMENTS }) =>
  page('Sports', [
    'A query for a sport includes the sports below it, a query for a group its members. A code that is not here is kept raw and served as `unknown`.',
    section('Sports', [
      table(
        ['sport', 'group', 'part of', 'indoor', 'FIT sport', 'Strava types', 'notes'],
        SPORTS.map((sport) => [
          code(sport.id),
          code(sport.group),
          code(sport.parent),
          sport.indoor,
          [sport.fitSport, sport.fitSubSport].filter((part) => part !== null).join(' / '),
          codes(sport.stravaTypes),
          sport.note ?? '',
        ]),
      ),
    ]),
    ...Object.entries(PLATFORM_NAMES).map(([platform, name]) =>
      section(`Codes of ${name}`, [mappingTable(SPORT_MAPPINGS.filter((row) => row.platform === platform))]),
    ),
    section('Made more exact by metadata', [
      table(
        ['platform', 'sport', 'metadata', 'becomes'],
        REFINEMENTS.map((row) => [
          PLATFORM_NAMES[row.platform],
          code(row.fromSport),
          code(`${row.metadataKey} = ${String(row.equals)}`),
          code(row.sport),
        ]),
      ),
    ]),
  ]);
