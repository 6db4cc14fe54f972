export { decodeEnvelope, type DecodedEnvelope, type EnvelopeError } from './envelope/decode-envelope.js';
export { createNormalizer, type Normalizer, type NormalizerFacts } from './normalizer.js';
export { VALUES_PART } from './mapping/seal.js';
export { recordTypeIdOf } from './record-type-id.js';
export type { RecordResult } from './record-result.js';
