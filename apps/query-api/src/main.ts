import { closeOnSignals } from '@tributary/http';
import { readConfig } from './config.js';
import { startQueryApi } from './query-service.js';

const { service, options } = await startQueryApi(readConfig());
closeOnSignals(service, options);
