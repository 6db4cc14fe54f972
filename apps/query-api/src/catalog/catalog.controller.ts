import { Controller, Header, Param } from '@nestjs/common';
import { FAILURES, METRICS, RECORD_TYPES, SLEEP_STAGES, SPORTS } from '@tributary/contracts';
import { notFound, Route, RouteQuery, type QueryOf } from '@tributary/http';
import type { Page } from '../lists/page.js';
import { wholeListPage } from '../lists/whole-list.js';

/** The tables by the name they have in paths. */
const TABLES: Readonly<Record<string, readonly object[]>> = {
  metrics: METRICS,
  sports: SPORTS,
  'sleep-stages': SLEEP_STAGES,
  'record-types': RECORD_TYPES,
  failures: FAILURES,
};

@Controller()
export class CatalogController {
  @Route('readCatalog')
  @Header('cache-control', 'private, max-age=3600')
  read(@Param('table') name: string, @RouteQuery('readCatalog') query: QueryOf<'readCatalog'>): Page<object> {
    const rows = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
    if (!rows) throw notFound();
    return wholeListPage(query, {
      name: `readCatalog ${name}`,
      userId: null,
      rows,
      keyOf: (_row, index) => String(index),
      toView: (row) => row,
    });
  }
}
