import { waitFor } from '@tributary/testing';
import { watchStore, type StoreWatch } from './store-watch.js';

let watch: StoreWatch;
afterEach(() => {
  watch.stop();
});

const watched = (ping: () => Promise<void>) => (watch = watchStore({ ping, everyMs: 5, deadlineMs: 20 }));
const healthy = (isHealthy: boolean) => () => Promise.resolve(watch.health().healthy === isHealthy ? true : null);

describe('the watch over the database', () => {
  it('believes nothing before the first answer', () => {
    watched(() => new Promise(() => undefined));
    expect(watch.health()).toEqual({ healthy: false, reason: 'the database has not answered yet' });
  });

  it('sees a database that hangs, and its answer in the end', async () => {
    const hanging: (() => void)[] = [];
    let isHung = false;
    watched(() => (isHung ? new Promise((resolve) => hanging.push(resolve)) : Promise.resolve()));
    await waitFor('the first answer', healthy(true));
    isHung = true;
    await waitFor('the deadline', healthy(false));
    expect(watch.health().reason).toBe('the database did not answer within 20 ms');
    isHung = false;
    for (const answer of hanging) answer();
    await waitFor('the answer', healthy(true));
  });

  it('sees a database that is away, and that it is back', async () => {
    let isAway = true;
    watched(() => (isAway ? Promise.reject(new TypeError('secret')) : Promise.resolve()));
    await waitFor('the refusal', () => Promise.resolve(watch.health().reason?.includes('away') ? true : null));
    expect(watch.health().reason).toBe('the database is away: TypeError');
    isAway = false;
    await waitFor('the answer', healthy(true));
  });
});
