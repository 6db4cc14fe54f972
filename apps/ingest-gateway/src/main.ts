import { closeOnSignals } from '@tributary/http';
import { readConfig } from './config.js';
import { startGateway } from './gateway.js';

const { service, options } = await startGateway(readConfig());
closeOnSignals(service, options);
