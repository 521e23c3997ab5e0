import { refuse } from "#lib/finance/errors.ts";

/** A seeded stream of random numbers: the same seed gives the same stream on every machine. */
export type Random = {
  /** Uniform in [0, 1), 32 bits. */
  uniform: () => number;
  /** Standard normal (Marsaglia's polar method). */
  normal: () => number;
  /** Whole number in [0, n). */
  below: (n: number) => number;
};

/** xoshiro128** 1.1 (Blackman & Vigna 2018), its four words filled from `seed` by splitmix32. */
export function seededRandom(seed: number): Random {
  let [a, b, c, d] = fourWords(seed);
  let spare: number | null = null;

  const next = (): number => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return scrambled;
  };
  const uniform = (): number => next() / 4294967296;
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = y * factor;
      return x * factor;
    }
  };
  const below = (n: number): number => {
    if (!(n >= 1 && n < Infinity)) refuse("A number is drawn from 1 or more.");
    return Math.floor(uniform() * n);
  };
  return { uniform, normal, below };
}

function rotate(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

function fourWords(seed: number): [number, number, number, number] {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return [word(), word(), word(), word()];
}
