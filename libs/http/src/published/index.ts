export { asyncApi } from './async-api.js';
export { openApiOf } from './open-api.js';
export { servePublishedDocuments, toText } from './published-documents.js';
