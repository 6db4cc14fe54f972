import { userKey } from '@tributary/contracts';
import { settleInBerlin } from './berlin-days.js';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';
import { personMonth } from './person-month.js';
it('dbg', async () => {
  const store = await aTestStore(process.env['MONGODB_URI']);
  const d = aDeduplicator(store);
  await settleInBerlin(store, 'demo', ['a']);
  for (const runs of personMonth(20261025, 'a', '2026-10-05', 20).batches) await d.feed(...runs);
  const id='workout-hc-2026-10-17-4-0';
  const before = await d.data.workouts.all(userKey('demo','a'));
  const n = d.output.messages.length;
  await d.change([{metric:'workouts', effectiveFrom:'2026-10-18', order:[{deviceType:'phone'}], unlisted:'last'}],1,'a');
  for (const m of d.output.messages.slice(n)) if (m.value && m.topic==='workouts.v1') { const e=JSON.parse(m.value as string); const b=before.get(e.entityId); const x=JSON.stringify({...b?.view,version:0}), y=JSON.stringify({...e.data,version:0}); console.log(e.entityId, e.op, e.sequence, b?.gone, x===y? 'SAME':'', e.entityId===id? x+'\n'+y:''); }
  await dropTestStore(store);
}, 120000);
