import { murmur2, partitionOf } from './murmur2.js';

describe('murmur2', () => {
  // From UtilsTest.testMurmur2 of Apache Kafka's own tests.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is what the Java client computes', (text, expected) => {
    expect(murmur2(Buffer.from(text))).toBe(expected);
  });
});

describe('the partition of a person', () => {
  it.each([
    // 479470107 mod 12 = 3, and -973932308 & 0x7fffffff = 1173551340, mod 12 = 0.
    ['abc', 12, 3],
    ['21', 12, 0],
    ['21', 1, 0],
  ])('of %s in %i partitions is %i', (userKey, partitions, expected) => {
    expect(partitionOf(userKey, partitions)).toBe(expected);
  });

  it('hashes UTF-8, as the Java string serializer writes it', () => {
    expect(partitionOf('ü', 1_000_003)).toBe((murmur2(Buffer.from([0xc3, 0xbc])) & 0x7fffffff) % 1_000_003);
  });
});
