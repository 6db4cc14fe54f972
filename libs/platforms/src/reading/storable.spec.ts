import { storable } from './storable.js';

const parse = (text: string): unknown => JSON.parse(text);

describe('what a document can hold', () => {
  it('is the value itself', () => {
    const value = parse('{"$where":"1","a.b":{"":[null,1,{"__proto__":{"x":1}}]},"text":"a\\u0000b"}');
    expect(storable(value)).toBe(value);
  });

  it.each([
    ['a null byte', '{"a":1,"b\\u0000":2,"c":[{"\\u0000":{},"d":3}]}', '{"a":1,"c":[{"d":3}]}'],
    ['the name by which BSON knows its own types', '{"a":{"_bsontype":"ObjectId","b":1}}', '{"a":{"b":1}}'],
    ['one of them, beside __proto__', '{"_bsontype":1,"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
  ])('has no name with %s', (_title, given, left) => {
    expect(JSON.stringify(storable(parse(given)))).toBe(left);
  });
});
