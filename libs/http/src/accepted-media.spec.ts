import { prefersLines } from './accepted-media.js';

describe('an Accept header', () => {
  it.each([
    ['absent', undefined, false],
    ['of anything', '*/*', false],
    ['of JSON', 'application/json', false],
    ['of a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', false],
    ['of lines', 'application/x-ndjson', true],
    ['of lines in another case', 'Application/X-NDJSON', true],
    ['of both', 'application/x-ndjson, application/json', true],
    ['of lines, else anything', 'application/x-ndjson, */*;q=0.1', true],
    ['of JSON rather than lines', 'application/json, application/x-ndjson;q=0.5', false],
    ['of lines rather than JSON', 'application/json;q=0.5, application/x-ndjson; q=0.9', true],
    ['that refuses lines', 'application/x-ndjson;q=0, application/json', false],
  ])('%s', (_title, accept, expected) => {
    expect(prefersLines(accept)).toBe(expected);
  });
});
