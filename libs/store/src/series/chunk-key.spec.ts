import { sourceIdOf, userKey } from '@tributary/contracts';
import { bucketHours, bucketOf, chunkId, chunkRange } from './chunk-key.js';

const user = userKey('demo', 'u1');
const sourceId = sourceIdOf('com.example', null, null, 'watch');
const ms = (text: string) => Date.parse(text);

/** Whether the range of a window has the chunk of a sample. */
function has(metric: string, start: string, from?: string, to?: string): boolean {
  const { $gte, $lt } = chunkRange(user, metric, from ? ms(from) : undefined, to ? ms(to) : undefined);
  const id = chunkId({ user, metric, sourceId, hour: bucketOf(metric, ms(start)) });
  return $gte <= id && id < $lt;
}

describe('the chunks of a window', () => {
  it.each([
    ['all of a metric', undefined, undefined, true],
    ['all up to a late year', undefined, '2997-01-01T00:00:00Z', true],
    ['all up to the end of calendars', undefined, '9999-12-31T23:59:59Z', true],
    ['all from before calendars', '-000001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', true],
    ['those after', '9999-01-01T00:00:00Z', '9999-12-31T23:59:59Z', false],
    ['those long before', '0001-01-01T00:00:00Z', '1855-01-01T00:00:00Z', false],
  ])('are %s', (_title, from, to, expected) => {
    expect(has('steps', '2026-03-10T08:00:00Z', from, to)).toBe(expected);
  });
});

describe('the bucket of a chunk', () => {
  it.each([
    ['every second', 'heart_rate', 4],
    ['an amount', 'steps', 24],
    ['a sensor that is worn', 'oxygen_saturation', 24],
    ['now and then', 'weight', 32 * 24],
  ])('of what comes as %s fits its density', (_, metric, hours) => {
    expect(bucketHours(metric)).toBe(hours);
  });

  it('holds what a second of each day can bring in a document of 16 MiB', () => {
    // 43 bytes a HealthKit sample, as in docs/adr/0005-series-chunks.md; what has longer buckets is never continuous.
    for (const metric of ['heart_rate', 'steps', 'oxygen_saturation', 'blood_glucose'])
      expect(bucketHours(metric) * 3_600 * 43).toBeLessThan(16 * 1_024 * 1_024);
  });
});
