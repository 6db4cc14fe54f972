import 'reflect-metadata';
import { createRequire } from 'node:module';
import { bootstrap, closeOnSignals } from '@tributary/http';
import { beNice, createLogger, createMetrics, HealthRegistry, parseConfig } from '@tributary/observability';
import { AppModule } from './app.module.js';
import { CONFIG } from './config.js';

const SERVICE = 'deduplicator';

const config = parseConfig(CONFIG, process.env);
beNice(config.niceness);
const logger = createLogger(SERVICE, { level: config.logLevel });
const metrics = createMetrics(SERVICE);
const health = new HealthRegistry();
const options = { ...config, app: null, logger, metrics, health };

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

const service = await bootstrap(AppModule.forRoot({ config, logger, metrics, health, version }), options);
closeOnSignals(service, options);
