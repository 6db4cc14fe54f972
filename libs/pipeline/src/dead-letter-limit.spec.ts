import { DeadLetterLimit, DeadLetterLimitError } from './dead-letter-limit.js';

const POLICY = { inARow: 3, ratio: 0.5, window: 8 };
/** `x` is a refusal; answers how many inputs passed before the limit. */
const passed = (inputs: string): number => {
  const limit = new DeadLetterLimit(POLICY);
  for (const [index, input] of [...inputs].entries())
    try {
      limit.record(input === 'x');
    } catch (error) {
      expect(error).toBeInstanceOf(DeadLetterLimitError);
      return index;
    }
  return inputs.length;
};

describe('the dead-letter limit', () => {
  it.each([
    ['two in a row, again and again', 'xx.xx...', 8],
    ['the third in a row', '..xxx', 4],
    ['half of the window', 'x.x.x.x.x.x.x.x.', 16],
    ['more than half, before the window is full', 'xx.xx.x', 7],
    ['more than half of a full window', 'xx.xx.x.', 7],
    ['refusals that left the window long ago', 'xx.xx............x.x.x.x', 24],
    ['more than half of a later window', '........xx.xx.xx', 14],
  ])('at %s', (_title, inputs, expected) => {
    expect(passed(inputs)).toBe(expected);
  });
});
