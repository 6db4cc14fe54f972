import { code, page, section, table } from '../markdown.mjs';

/** What the scripts around the services read; a spec finds every name that stands in their code. */
export const SCRIPT_VARIABLES = [
  ['KAFKA_BROKERS', '', 'Kafka to use; nothing is started then. The services are given the same.'],
  ['MONGODB_URI', '', 'MongoDB to use; nothing is started then. The services are given the same.'],
  ['TRIBUTARY_STACK', '', '`native` starts Kafka and MongoDB as processes also where Docker answers.'],
  ['TRIBUTARY_DATA_DIR', '.tributary', 'Folder of data, logs and downloads; relative to the repository.'],
  ['KAFKA_PORT', '9092', 'Port of the Kafka that is started; a free one where the default is taken.'],
  ['MONGODB_PORT', '27017', 'Port of the MongoDB that is started; a free one where the default is taken.'],
  [
    'TRIBUTARY_BOOTSTRAP_API_KEY',
    'generated',
    'All-scope key of the tenant `demo`; printed and kept in the data folder when generated.',
  ],
  ['JAVA_HOME', 'java of the PATH', 'Java 17 or newer that runs the native Kafka.'],
  ['BENCH_SCALE', '1', 'Multiplies the amount of data of the benchmark.'],
];

const defaultOf = (row) => {
  if (row.required) return '**must be set**';
  return Array.isArray(row.default) ? code(row.default.join(',')) : code(row.default);
};

/** @param {Record<string, import('typebox').TObject>} configs by app @param {(schema: object) => object[]} describeConfig */
export const configPage = (configs, describeConfig) =>
  page('Configuration', [
    'Everything is an environment variable. A service reads them once, at start, and ends with all problems listed when one does not fit; an empty variable counts as not set.',
    ...Object.entries(configs).map(([app, schema]) =>
      section(app, [
        table(
          ['variable', 'default', 'is', 'meaning'],
          describeConfig(schema).map((row) => [code(row.env), defaultOf(row), row.type, row.description]),
        ),
      ]),
    ),
    section('npm start, npm test and npm run bench', [
      'The ports, groups and limits above are passed on to the services.',
      table(
        ['variable', 'default', 'meaning'],
        SCRIPT_VARIABLES.map(([name, fallback, meaning]) => [code(name), code(fallback), meaning]),
      ),
    ]),
  ]);
