/** Seeded randomness: the same seed gives the same numbers on every machine and in every run. */
export interface Dice {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Whole number, both ends included. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  /** A version 4 uuid in lower case. */
  uuid(): string;
}

/** 128 bits of state from a text (cyrb128 by bryc, public domain). */
function stateOf(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  return [
    Math.imul(c ^ (a >>> 18), 597399067),
    Math.imul(d ^ (b >>> 22), 2869860233),
    Math.imul(a ^ (c >>> 17), 951274213),
    Math.imul(b ^ (d >>> 19), 2716044179),
  ];
}

/** A 32-bit stream from the state (sfc32 by Chris Doty-Humphrey, public domain). */
function sfc32(state: [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');

/** Dice for one purpose: every different list of parts is a stream of its own, so that adding one draw moves no other. */
export function rollDice(...parts: readonly (string | number)[]): Dice {
  const bits = sfc32(stateOf(parts.join('\u0000')));
  for (let i = 0; i < 8; i++) bits();
  const next = (): number => bits() / 2 ** 32;
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    chance: (probability) => next() < probability,
    uuid() {
      const [a, b, c, d] = [hex(bits()), hex(bits()), hex(bits()), hex(bits())];
      const variant = '89ab'.charAt(parseInt(c.charAt(0), 16) & 3);
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
  };
}

/** A value with that many digits after the point, as devices store it. */
export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits));
