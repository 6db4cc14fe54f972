import { aSourceId, PersonSeed } from './testing/person-seed.js';
import { startTestQueryApi } from './testing/running-query-api.js';
import { SampleQuery, toSampleView, userData, metricHoldings } from '@tributary/store';
import { METRIC_BY_ID } from '@tributary/contracts';
import { timelineOf, resolveBuckets } from '@tributary/resolution';
const W = aSourceId('watch');
it('perf', async () => {
  const api = await startTestQueryApi();
  const p = new PersonSeed(api.store, 'demo', 'u1');
  await p.profile(); await p.sources('watch', 'phone', 'band');
  const t0 = Date.parse('2026-03-10T00:00:00Z');
  const hex = (i: number) => i.toString(16).padStart(12, '0');
  for (const [k, h] of [0,1,2,3,4,5].entries()) {
    await p.samples(Array.from({ length: 14400 }, (_, i) => { const s = new Date(t0 + (h * 14400 + i) * 1000).toISOString(); return { id: `hk-0000000${k}-0000-4000-8000-${hex(i)}`, metric: 'heart_rate', source: W, start: s, end: s, value: 60 + (i % 40) }; }));
  }
  for (const [j, type] of ['watch', 'phone', 'band'].entries()) for (let d = 0; d < 30; d++) {
    await p.samples(Array.from({ length: 288 }, (_, i) => { const s = t0 + d * 86400000 + i * 300000 + j * 60000; return { id: `hc-${j}-${d}-${i}`, metric: 'steps', source: aSourceId(type), start: new Date(s).toISOString(), end: new Date(s + 290000).toISOString(), value: 40 }; }));
  }
  const q = new SampleQuery(api.store); const zones = timelineOf('Europe/Berlin'); const data = userData(api.store);
  const cpu = async (name: string, f: () => Promise<void>) => { const a = process.cpuUsage(); const t = performance.now(); await f(); const b = process.cpuUsage(a); process.stderr.write(`${name}: cpu ${(b.user + b.system) / 1000 | 0} wall ${(performance.now() - t) | 0}\n`); };
  for (let r = 0; r < 4; r++) {
    const pages: any[] = [];
    await cpu('87 pages', async () => { let after: any; for (;;) { const rows = await q.page({ user: p.user, metric: 'heart_rate' }, { fromMs: t0, toMs: t0 + 86400000, limit: 1000, ...(after && { after }) }); pages.push(rows.slice(0, 1000)); if (rows.length <= 1000) break; const l = rows[999]!; after = { startMs: l.startMs, id: l.id }; } });
    const views: any[] = [];
    await cpu('views', async () => { for (const rows of pages) views.push(rows.map((x: any) => toSampleView('heart_rate', x.sourceId, x.record, x.sample, zones))); });
    await cpu('json', async () => { let n = 0; for (const v of views) n += JSON.stringify(v).length; process.stderr.write(`${n}\n`); });
    const win = { startMs: t0, endMs: t0 + 30 * 86400000 };
    let h: any;
    await cpu('steps holdings 30d', async () => { h = await metricHoldings(data, p.user, METRIC_BY_ID.get('steps')!, win); });
    const sources = new Map(['watch', 'phone', 'band'].map((t) => [aSourceId(t) as string, { id: aSourceId(t), app: { id: t, name: t }, device: { manufacturer: 'a', model: t, type: t } }]));
    const buckets = Array.from({ length: 30 }, (_, i) => ({ startMs: t0 + i * 86400000, endMs: t0 + (i + 1) * 86400000 }));
    await cpu('steps resolve 30d', async () => { resolveBuckets({ metric: METRIC_BY_ID.get('steps')!, records: h.records, sources, spans: [{ ...win, chosen: { place: 'builtin', rule: { metric: '*', effectiveFrom: null, order: [{ deviceType: 'watch' }], unlisted: 'last' } } }], buckets, view: 'resolved' }); });
  }
  await api.close();
}, 200000);
