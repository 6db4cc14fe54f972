import { aSourceId, PersonSeed } from './testing/person-seed.js';
import { startTestQueryApi } from './testing/running-query-api.js';
const W = aSourceId('watch');
it('perf', async () => {
  const api = await startTestQueryApi();
  const p = new PersonSeed(api.store, 'demo', 'u1');
  await p.profile(); await p.sources('watch', 'phone', 'band');
  const t0 = Date.parse('2026-03-10T00:00:00Z');
  const hex = (i: number) => i.toString(16).padStart(12, '0');
  for (const [k, h] of [-2,-1,0,1,2,3,4,5].entries()) {
    await p.samples(Array.from({ length: 14400 }, (_, i) => { const s = new Date(t0 + (h * 14400 + i) * 1000).toISOString(); return { id: `hk-0000000${k}-0000-4000-8000-${hex(i)}`, metric: 'heart_rate', source: W, start: s, end: s, value: 60 + (i % 40) }; }));
  }
  for (const [j, type] of ['watch', 'phone', 'band'].entries()) for (let d = 0; d < 30; d++) {
    await p.samples(Array.from({ length: 288 }, (_, i) => { const s = t0 + d * 86400000 + i * 300000 + j * 60000; return { id: `hc-${j}-${d}-${i}`, metric: 'steps', source: aSourceId(type), start: new Date(s).toISOString(), end: new Date(s + 290000).toISOString(), value: 40 }; }));
  }
  for (let d = 0; d < 30; d++) { const date = new Date(t0 + d * 86400000).toISOString().slice(0, 10); await p.entity('dailySummaries', date, [`${date}T00:00:00Z`, `${date}T23:00:00Z`], { date, metrics: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`m${i}`, { value: i, unit: 'x', aggregation: 'sum', sources: [{ sourceId: W, value: 1, seconds: 1 }] }])) }); }
  const time = async (name: string, n: number, path: string) => { const ts: number[] = []; for (let i = 0; i < n; i++) { const s = performance.now(); const r = await api.get(path); ts.push(performance.now() - s); if (r.status !== 200) throw new Error(r.text); } ts.sort((a, b) => a - b); process.stderr.write(`${name}: p50 ${ts[n >> 1]!.toFixed(1)} p95 ${ts[Math.floor(n * 0.95)]!.toFixed(1)} ms\n`); };
  for (let round = 0; round < 2; round++) {
  await time('summary 1 day', 100, '/v1/users/u1/daily-summaries?from=2026-03-10&to=2026-03-10');
  await time('summary 30 days', 100, '/v1/users/u1/daily-summaries?from=2026-03-10&to=2026-04-08');
  await time('explain steps day 3 sources', 40, '/v1/users/u1/explain?metric=steps&date=2026-03-12');
  await time('aggregates steps 30 d P1D', 40, '/v1/users/u1/aggregates?metric=steps&from=2026-03-10&to=2026-04-08');
  await time('aggregates steps day PT5M', 40, '/v1/users/u1/aggregates?metric=steps&from=2026-03-12&to=2026-03-12&bucket=PT5M');
  await time('aggregates hr day PT1M', 10, '/v1/users/u1/aggregates?metric=heart_rate&from=2026-03-10&to=2026-03-10&bucket=PT1M');
  const s = performance.now(); let cursor: string | null = null; let n = 0; let pages = 0; let first = 0;
  do { const r: any = await api.get(`/v1/users/u1/samples?metric=heart_rate&from=2026-03-10T00:00:00Z&to=2026-03-11T00:00:00Z&limit=1000${cursor ? '&cursor=' + cursor : ''}`); n += r.json.data.length; cursor = r.json.nextCursor; pages++; if (pages === 1) first = performance.now() - s; } while (cursor);
  process.stderr.write(`raw hr day: ${n} in ${pages} pages ${(performance.now() - s).toFixed(0)} ms, first ${first.toFixed(1)}\n`);
  }
  await api.close();
}, 200000);
