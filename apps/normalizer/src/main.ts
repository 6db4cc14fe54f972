import 'reflect-metadata';
import { createRequire } from 'node:module';
import { NORMALIZER_LANES } from '@tributary/contracts';
import { bootstrap, closeOnSignals } from '@tributary/http';
import { beNice, createLogger, createMetrics, HealthRegistry, parseConfig } from '@tributary/observability';
import { DeadLetterLimitError } from '@tributary/pipeline';
import { AppModule } from './app.module.js';
import { CONFIG } from './config.js';

const SERVICE = 'normalizer';

const config = parseConfig(CONFIG, process.env);
beNice(config.niceness);
const logger = createLogger(SERVICE, { level: config.logLevel });
const metrics = createMetrics(SERVICE);
const health = new HealthRegistry();
const options = { ...config, app: null, logger, metrics, health };

/** A lane at its dead-letter limit stays stopped and the service not ready: a restart would drain on. All else restarts. */
const onFatal = (error: unknown): void => {
  logger.fatal({ err: error }, 'a lane stopped');
  if (!(error instanceof DeadLetterLimitError)) process.exit(1);
};
const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

const service = await bootstrap(
  AppModule.forRoot({ config, logger, metrics, health, version, onFatal, lanes: NORMALIZER_LANES }),
  options,
);
closeOnSignals(service, options);
