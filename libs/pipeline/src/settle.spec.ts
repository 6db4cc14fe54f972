import { begin, each, fanOut } from './each.js';
import { ok, rejected, type Outcome } from './outcome.js';
import { settle, type Outputs, type Tally } from './settle.js';
import { Recorder } from './testing/index.js';

const refuse = (detail: string) => rejected('parse', { code: 'payload_invalid', path: 'n', detail });
const parse = (text: string): Outcome<number> =>
  Number.isNaN(Number(text)) ? refuse('not a number') : ok(Number(text));
const halves = (value: number): Outcome<number>[] =>
  value % 2 === 0 ? [ok(value / 2), ok(value / 2)] : [refuse('odd')];

const outputsOf = (recorder: Recorder<string>): Outputs<string, number, string> => ({
  toMessage: (value, source) => `publish ${value} of ${source}`,
  toDeadLetter: ({ code }, source) => `dead-letter ${source} as ${code}`,
  publish: (messages) => recorder.write(messages),
  count: ({ published, rejected: refused }: Tally<string, number>) =>
    recorder.record(`count ${published.length} ok, ${refused.length} rejected`),
});

describe('a pipeline', () => {
  it('brings every input to exactly one end, in order, and counts when all is durable', async () => {
    const recorder = new Recorder<string>();
    const numbers = await each(begin(['4', 'x', '3']), parse);
    await settle(await fanOut(numbers, halves), outputsOf(recorder));
    recorder.record('commit');
    expect(recorder.actions).toEqual([
      'publish 2 of 4',
      'publish 2 of 4',
      'dead-letter x as payload_invalid',
      'dead-letter 3 as payload_invalid',
      'count 2 ok, 2 rejected',
      'commit',
    ]);
  });

  it('does not come back while an output is away, and leaves no count', async () => {
    const recorder = new Recorder<string>();
    recorder.failNext(1);
    const numbers = await each(begin(['4']), parse);
    await expect(settle(numbers, outputsOf(recorder))).rejects.toThrow('outage');
    expect(recorder.actions).toEqual([]);
  });

  it('with nothing to write only counts', async () => {
    const recorder = new Recorder<string>();
    recorder.failNext(1);
    await settle(await each(begin([]), parse), outputsOf(recorder));
    expect(recorder.actions).toEqual(['count 0 ok, 0 rejected']);
  });
});
