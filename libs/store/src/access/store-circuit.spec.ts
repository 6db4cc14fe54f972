import { mongo } from 'mongoose';
import { createStoreCircuit, StoreAwayError } from './store-circuit.js';

const away = () => Promise.reject(new mongo.MongoServerSelectionError('no primary', {} as never));
const fine = () => Promise.resolve('fine');

function aCircuit() {
  let nowMs = 1_000;
  const circuit = createStoreCircuit({ deadlineMs: 50, openMs: 3_000, now: () => nowMs });
  return { circuit, pass: (ms: number) => (nowMs += ms) };
}

describe('the circuit', () => {
  it('passes results and errors of the work through', async () => {
    const { circuit } = aCircuit();
    await expect(circuit.run(fine)).resolves.toBe('fine');
    await expect(circuit.run(() => Promise.reject(new RangeError('ours')))).rejects.toThrow(RangeError);
    expect(circuit.isOpen()).toBe(false);
  });

  it('fails at once for a while after an outage, without asking', async () => {
    const { circuit, pass } = aCircuit();
    await expect(circuit.run(away)).rejects.toThrow(StoreAwayError);
    pass(2_999);
    let asked = 0;
    const work = () => {
      asked += 1;
      return fine();
    };
    await expect(circuit.run(work)).rejects.toThrow(StoreAwayError);
    expect(asked).toBe(0);
    pass(1);
    await expect(circuit.run(work)).resolves.toBe('fine');
    await expect(circuit.run(work)).resolves.toBe('fine');
    expect(asked).toBe(2);
  });

  it('lets one call try while the others go on failing at once', async () => {
    const { circuit, pass } = aCircuit();
    await expect(circuit.run(away)).rejects.toThrow(StoreAwayError);
    pass(3_000);
    const trial = Promise.withResolvers<string>();
    const tried = circuit.run(() => trial.promise);
    await expect(circuit.run(fine)).rejects.toThrow(StoreAwayError);
    trial.resolve('back');
    await expect(tried).resolves.toBe('back');
    expect(circuit.isOpen()).toBe(false);
  });

  it('opens again when the trial fails', async () => {
    const { circuit, pass } = aCircuit();
    await expect(circuit.run(away)).rejects.toThrow(StoreAwayError);
    pass(3_000);
    await expect(circuit.run(away)).rejects.toThrow(StoreAwayError);
    expect(circuit.isOpen()).toBe(true);
    pass(3_000);
    expect(circuit.isOpen()).toBe(false);
  });

  it('takes the third answer in a row that does not come for an outage', async () => {
    const { circuit } = aCircuit();
    const never = () => new Promise(() => undefined);
    await Promise.all([1, 2].map(() => expect(circuit.run(never)).rejects.toThrow(StoreAwayError)));
    expect(circuit.isOpen()).toBe(false);
    await circuit.run(fine);
    await Promise.all([1, 2].map(() => expect(circuit.run(never)).rejects.toThrow(StoreAwayError)));
    expect(circuit.isOpen()).toBe(false);
    await expect(circuit.run(never)).rejects.toThrow(StoreAwayError);
    expect(circuit.isOpen()).toBe(true);
  });

  it('does not blame the database for a busy spell of our own', async () => {
    const { circuit } = aCircuit();
    const answered = circuit.run(() => new Promise((resolve) => setImmediate(resolve, 'answered')));
    const until = performance.now() + 80;
    while (performance.now() < until);
    await expect(answered).resolves.toBe('answered');
  });
});
