import { isMetricId, userKey } from '@tributary/contracts';
import { toSourceView } from './source.response.js';

it('a source names what it recorded by ids of the catalog', () => {
  const source = {
    u: userKey('demo', 'u1'),
    app: { id: 'com.example.watch', name: null },
    device: { manufacturer: null, model: null, type: 'watch' },
    recordingMethods: ['automatic'],
    metrics: ['HKQuantityTypeIdentifierSomethingNew', 'sleep', 'steps', 'workout'],
    firstMs: 0,
    lastMs: 0,
  };
  const { metrics } = toSourceView('src-a', source);
  expect(metrics).toEqual(['sleep_session', 'steps', 'workout']);
  expect(metrics.every(isMetricId)).toBe(true);
});
