import { Controller, Header, Param } from '@nestjs/common';
import { FAILURES, METRICS, RECORD_TYPES, SLEEP_STAGES, SPORTS } from '@tributary/contracts';
import { notFound, Route } from '@tributary/http';

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
  read(@Param('table') name: string): { data: readonly object[]; nextCursor: null } {
    const table = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
    if (!table) throw notFound();
    return { data: table, nextCursor: null };
  }
}
