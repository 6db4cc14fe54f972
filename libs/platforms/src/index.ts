export { decodeEnvelope, type DecodedEnvelope, type EnvelopeError } from './envelope/decode-envelope.js';
export { parseInstant } from './reading/instant.js';
export { ianaNameOf } from './reading/zone.js';
export { createNormalizer, type Normalizer, type NormalizerFacts } from './normalizer.js';
export type { RecordResult } from './record-result.js';
