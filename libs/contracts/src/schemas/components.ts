import type { TSchema } from 'typebox';
import * as gatewayBodies from '../http/gateway-bodies.js';
import * as queryAnswers from '../http/query-answers.js';
import * as readModels from '../read-models.js';
import * as productEvents from './product-events.js';

const SUFFIX = 'Schema';

/**
 * Every exported schema under the name that the documents give it: the constant's without `Schema`. A new shape needs no
 * row anywhere.
 */
export const COMPONENTS: Readonly<Record<string, TSchema>> = Object.fromEntries(
  Object.entries({ ...readModels, ...gatewayBodies, ...queryAnswers, ...productEvents })
    .filter(([name]) => name.endsWith(SUFFIX))
    .map(([name, schema]) => [name.slice(0, -SUFFIX.length), schema as TSchema]),
);
