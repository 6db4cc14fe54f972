import { createMetrics } from '@tributary/observability';
import { TransientError } from '@tributary/pipeline';
import { deadLetter } from './dead-letter.js';
import { PublishRefusedError, type OutgoingMessage } from './message.js';
import { anIncomingMessage } from './testing/index.js';
import { SingleFlightOutput, type OutputLimits, type Sender } from './single-flight-output.js';

const aMessage = (value: string, topic = 't'): OutgoingMessage => ({
  topic,
  userKey: 'demo/u1',
  key: null,
  value,
  headers: {},
});

/** A sender whose sends end when the test says so. */
class ManualSender implements Sender {
  readonly sends: string[][] = [];
  private ends: { resolve: () => void; reject: (error: Error) => void }[] = [];

  send(messages: readonly OutgoingMessage[]): Promise<void> {
    this.sends.push(messages.map(({ value }) => String(value)));
    return new Promise((resolve, reject) => this.ends.push({ resolve, reject }));
  }

  async acknowledge(): Promise<void> {
    this.ends.shift()?.resolve();
    await turn();
  }

  async fail(error: Error): Promise<void> {
    this.ends.shift()?.reject(error);
    await turn();
  }
}

const turn = () => new Promise(setImmediate);
const LIMITS: OutputLimits = { queueBytes: 10_000, deadlineMs: 5_000, sendBytes: () => 1_000 };
const open = (limits: Partial<OutputLimits> = {}) => {
  const sender = new ManualSender();
  const metrics = createMetrics('test');
  const output = new SingleFlightOutput(sender, { ...LIMITS, ...limits }, metrics);
  /** `ok`, or the name of the error. */
  const publish = (...messages: OutgoingMessage[]): Promise<string> =>
    output.publish(messages).then(
      () => 'ok',
      (error: Error) => error.name,
    );
  return { sender, output, metrics, publish };
};
const outcomes = (calls: readonly Promise<string>[]) => Promise.all(calls);

describe('the single-flight output', () => {
  it('never has two sends in flight; what comes meanwhile goes together with the next', async () => {
    const { sender, publish } = open();
    const calls = [publish(aMessage('a'))];
    await turn();
    calls.push(publish(aMessage('b')), publish(aMessage('c')));
    await turn();
    expect(sender.sends).toEqual([['a']]);
    await sender.acknowledge();
    expect(sender.sends).toEqual([['a'], ['b', 'c']]);
    await sender.acknowledge();
    expect(await outcomes(calls)).toEqual(['ok', 'ok', 'ok']);
  });

  it('cuts a send at the byte limit of a topic, and resolves a call when all of it is acknowledged', async () => {
    const { sender, publish } = open();
    // 100 bytes of overhead a message: 600 + 100 twice is over 1,000.
    const call = publish(aMessage('x'.repeat(600)), aMessage('y'.repeat(600)), aMessage('z', 'other'));
    let done = false;
    void call.then(() => (done = true));
    await turn();
    await sender.acknowledge();
    expect(done).toBe(false);
    expect(sender.sends.map((send) => send.map((value) => value[0]))).toEqual([['x'], ['y', 'z']]);
    await sender.acknowledge();
    await call;
  });

  it('sends a message over the limit alone', async () => {
    const { sender, publish } = open();
    const call = publish(aMessage('x'.repeat(5_000)), aMessage('b'));
    await turn();
    await sender.acknowledge();
    expect(sender.sends.map((send) => send.length)).toEqual([1, 1]);
    await sender.acknowledge();
    await call;
  });

  it('fails every caller of a send that failed, and goes on with the others', async () => {
    const { sender, publish } = open();
    const calls = [publish(aMessage('a'))];
    await turn();
    calls.push(publish(aMessage('b')));
    await sender.fail(new TransientError('away'));
    await sender.acknowledge();
    expect(await outcomes(calls)).toEqual(['TransientError', 'ok']);
  });

  it('sends the neighbours of a refused message apart, in order', async () => {
    const { sender, publish } = open();
    const calls = [aMessage('a'), aMessage('refused'), aMessage('c')].map((message) => publish(message));
    await turn();
    await sender.fail(new PublishRefusedError('too large'));
    await sender.acknowledge();
    await sender.fail(new PublishRefusedError('too large'));
    await sender.acknowledge();
    expect(sender.sends).toEqual([['a', 'refused', 'c'], ['a'], ['refused'], ['c']]);
    expect(await outcomes(calls)).toEqual(['ok', 'PublishRefusedError', 'ok']);
  });

  it('gives up on a call at its deadline and does not send what it had not sent', async () => {
    const { sender, publish } = open({ deadlineMs: 20 });
    const first = publish(aMessage('a'));
    await turn();
    const second = publish(aMessage('b'));
    expect(await outcomes([first, second])).toEqual(['TransientError', 'TransientError']);
    const third = publish(aMessage('c'));
    await sender.acknowledge();
    expect(sender.sends).toEqual([['a'], ['c']]);
    await sender.acknowledge();
    expect(await outcomes([third])).toEqual(['ok']);
  });

  it('refuses at once what would overfill the queue, but takes a large message when nothing waits', async () => {
    const { sender, publish } = open({ queueBytes: 1_000 });
    const large = publish(aMessage('x'.repeat(5_000)));
    expect(await outcomes([publish(aMessage('b'))])).toEqual(['TransientError']);
    await turn();
    await sender.acknowledge();
    const later = publish(aMessage('c'));
    await turn();
    await sender.acknowledge();
    expect(await outcomes([large, later])).toEqual(['ok', 'ok']);
  });

  it('counts a dead letter once it is durable, under what it came from', async () => {
    const { sender, metrics, publish } = open();
    const reason = { code: 'envelope_invalid', path: '', step: 'decodeRuns', service: 's', serviceVersion: '1' };
    const unreadable = anIncomingMessage({ topic: 'canonical-records.v1', key: null, value: null });
    const letter = deadLetter(unreadable, { ...reason, failedAtMs: 0 });
    const counted = async () =>
      (await metrics.text()).split('\n').filter((line) => line.startsWith('tributary_dead_letters_total{'));
    const calls = [publish(letter, aMessage('a'))];
    await turn();
    expect(await counted()).toEqual([]);
    await sender.acknowledge();
    expect(await outcomes(calls)).toEqual(['ok']);
    expect(await counted()).toEqual([
      'tributary_dead_letters_total{topic="canonical-records.v1",step="decodeRuns",code="envelope_invalid",service="test"} 1',
    ]);
  });

  it('takes nothing after it was closed, and closing waits for what was taken', async () => {
    const { sender, output, publish } = open();
    const call = publish(aMessage('a'));
    const closed = output.close();
    expect(await outcomes([publish(aMessage('b'))])).toEqual(['TransientError']);
    await turn();
    await sender.acknowledge();
    await closed;
    expect(await outcomes([call])).toEqual(['ok']);
  });
});
