import { configPage } from './pages/config.mjs';
import { failuresPage } from './pages/failures.mjs';
import { flagsPage } from './pages/flags.mjs';
import { metricsPage } from './pages/metrics.mjs';
import { recordTypesPage } from './pages/record-types.mjs';
import { sleepStagesPage } from './pages/sleep-stages.mjs';
import { sportsPage } from './pages/sports.mjs';
import { topicsPage } from './pages/topics.mjs';
import { unitsPage } from './pages/units.mjs';

/** Pages that need nothing but the tables. */
const CATALOG_PAGES = {
  'failures.md': failuresPage,
  'flags.md': flagsPage,
  'metrics.md': metricsPage,
  'record-types.md': recordTypesPage,
  'sleep-stages.md': sleepStagesPage,
  'sports.md': sportsPage,
  'topics.md': topicsPage,
  'units.md': unitsPage,
};

const SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const pages = ({ contracts, configs, describeConfig }) => ({
  ...Object.fromEntries(Object.entries(CATALOG_PAGES).map(([name, render]) => [name, render(contracts)])),
  'config.md': configPage(configs, describeConfig),
});

const documents = ({ asyncApi, openApiOf, toText }) => ({
  'asyncapi.json': toText(asyncApi()),
  'openapi.gateway.json': toText(openApiOf('ingest-gateway')),
  'openapi.query.json': toText(openApiOf('query-api')),
});

const schemas = ({ PRODUCT_EVENT_SCHEMAS, ExportLineSchema }, toText) => ({
  ...Object.fromEntries(
    Object.entries(PRODUCT_EVENT_SCHEMAS).map(([kind, schema]) => [
      `schemas/${kind.replaceAll('_', '-')}.json`,
      toText({ $schema: SCHEMA_DIALECT, $id: `urn:tributary:event:${kind}:1`, ...schema }),
    ]),
  ),
  'schemas/export-line.json': toText({
    $schema: SCHEMA_DIALECT,
    $id: 'urn:tributary:export-line:1',
    ...ExportLineSchema,
  }),
});

/** One line an entry: a change shows as the lines of what it changes. @param {Record<string, Record<string, unknown>>} contract */
export const contractText = (contract) => {
  const groups = Object.entries(contract).map(([group, entries]) => {
    const lines = Object.entries(entries).map(
      ([name, entry]) => `    ${JSON.stringify(name)}: ${JSON.stringify(entry)}`,
    );
    return `  ${JSON.stringify(group)}: {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n${groups.join(',\n')}\n}\n`;
};

export const PUBLISHED = 'schemas/published.json';

/**
 * Everything under docs/reference, by path.
 * @param {import('./reference.mjs').ReferenceSources} sources
 * @returns {Record<string, string>}
 */
export const renderReference = (sources) => ({
  ...pages(sources),
  ...documents(sources),
  ...schemas(sources.contracts, sources.toText),
  [PUBLISHED]: contractText(sources.contracts.publishedContract()),
});
