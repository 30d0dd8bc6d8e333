import { describe, expect, test } from "vitest";
import { createRng } from "../mdp/index.ts";
import { differenceOfShares, pairedDifference, shareOf, type Tally } from "./intervals.ts";

const one = (hits: number): Tally => ({ hits, trials: 1 });
const tallies = (hits: number, n: number): Tally[] => Array.from({ length: n }, (_, i) => one(i < hits ? 1 : 0));

describe("a share", () => {
  test("of one trial a problem has Wilson's interval, by the textbook: 10 of 50", () => {
    // Newcombe 1998: 10/50 -> 0.1124 to 0.3304; the scatter's n - 1 widens it in the third digit.
    const { value, low, high } = shareOf(tallies(10, 50));
    expect(value).toBeCloseTo(0.2);
    expect(low).toBeCloseTo(0.1124, 2);
    expect(high).toBeCloseTo(0.3304, 2);
  });

  test("of none or all keeps a width: 0 of 20 reaches up to 3.84 / 23.84", () => {
    expect(shareOf(tallies(0, 20))).toEqual({ value: 0, low: 0, high: expect.closeTo(3.8415 / 23.8415, 4) });
    expect(shareOf(tallies(20, 20)).high).toBe(1);
  });

  test("of nothing observed is unknown", () => {
    expect(shareOf([{ hits: 0, trials: 0 }])).toEqual({ value: 0, low: 0, high: 1 });
  });

  test("does not take repeated seeds for new problems: three equal seeds are as good as one", () => {
    const once = shareOf(tallies(30, 100));
    const thrice = shareOf(tallies(30, 100).map(({ hits }) => ({ hits: 3 * hits, trials: 3 })));
    expect(thrice.low).toBeCloseTo(once.low, 6);
    expect(thrice.high).toBeCloseTo(once.high, 6);
  });

  test("gains by seeds that differ", () => {
    const scattered = Array.from({ length: 100 }, (_, i) => ({ hits: i % 2 === 0 ? 1 : 2, trials: 3 }));
    const { low, high } = shareOf(scattered);
    const single = shareOf(tallies(50, 100));
    expect(high - low).toBeLessThan(0.7 * (single.high - single.low)); // at most 300 observations: 1 / sqrt(3) of the width
  });

  test("covers the truth about 95 times in 100, for easy and hard problems alike (simulated, 3 seeds a problem)", () => {
    for (const [mean, spread] of [
      [0.5, 0.4],
      [0.9, 0.1],
      [0.05, 0.05],
    ] as const) {
      const rng = createRng(1);
      const covered = Array.from({ length: 1000 }, () => {
        const sampled = Array.from({ length: 60 }, () => {
          const p = mean + (rng.next() < 0.5 ? spread : -spread); // problems are easy or hard
          return { hits: [0, 1, 2].filter(() => rng.next() < p).length, trials: 3 };
        });
        const { low, high } = shareOf(sampled);
        return low <= mean && mean <= high;
      }).filter(Boolean).length;
      expect(covered).toBeGreaterThan(925);
      expect(covered).toBeLessThan(990);
    }
  });
});

describe("a paired difference", () => {
  test("of zeros is 0 and not distinguishable; of nothing, unknown", () => {
    const { value, low, high } = pairedDifference([0, 0, 0, 0]);
    expect(value).toBe(0);
    expect(low).toBeCloseTo(-high);
    expect(high).toBeGreaterThan(0);
    expect(pairedDifference([])).toEqual({ value: 0, low: -1, high: 1 });
  });

  test("is Agresti and Min's interval, by hand: 12 gains and 4 losses among 40", () => {
    // centre 8 / 42; variance (16 + 1) / 42 - (8 / 42)^2 = 0.36848; half 1.96 * sqrt(0.36848 / 42) = 0.18358
    const { value, low, high } = pairedDifference([...Array(12).fill(1), ...Array(4).fill(-1), ...Array(24).fill(0)]);
    expect(value).toBeCloseTo(0.2);
    expect(low).toBeCloseTo(8 / 42 - 0.18358, 4);
    expect(high).toBeCloseTo(8 / 42 + 0.18358, 4);
  });

  test("of two problems that both gained is no proof", () => {
    expect(pairedDifference([1, 1]).low).toBeLessThan(0);
  });

  test("changes sign with its models", () => {
    const [forth, back] = [pairedDifference([1, 0, 0, -1, 1]), pairedDifference([-1, 0, 0, 1, -1])];
    expect(back.low).toBeCloseTo(-forth.high);
    expect(back.value).toBeCloseTo(-forth.value);
  });

  test("covers the truth about 95 times in 100, and calls equal models different in about 5 (simulated)", () => {
    for (const [gain, loss] of [
      [0.2, 0.2],
      [0.15, 0.05],
      [0.02, 0.02],
    ] as const) {
      const rng = createRng(2);
      const covered = Array.from({ length: 1000 }, () => {
        const { low, high } = pairedDifference(
          Array.from({ length: 100 }, () => {
            const u = rng.next();
            return u < gain ? 1 : u < gain + loss ? -1 : 0;
          }),
        );
        return low <= gain - loss && gain - loss <= high;
      }).filter(Boolean).length;
      expect(covered).toBeGreaterThan(930);
    }
  });
});

describe("a difference of shares", () => {
  const tally = (p: number, trials: number, rng: { next: () => number }): Tally => ({
    hits: Array.from({ length: trials }, () => rng.next()).filter((u) => u < p).length,
    trials,
  });

  test("with one trial a problem is the paired difference, and its p agrees with its interval", () => {
    const rng = createRng(5);
    for (let repeat = 0; repeat < 200; repeat++) {
      const pairs = Array.from({ length: 30 }, () => ({ a: tally(0.4, 1, rng), b: tally(0.6, 1, rng) }));
      const { difference, p } = differenceOfShares(pairs);
      const paired = pairedDifference(pairs.map(({ a, b }) => b.hits - a.hits));
      expect(difference.low).toBeCloseTo(paired.low, 12);
      expect(difference.high).toBeCloseTo(paired.high, 12);
      expect(p < 0.05).toBe(difference.low > 0 || difference.high < 0);
    }
  });

  test("of nobody at risk is unknown", () => {
    const nobody = { hits: 0, trials: 0 };
    const unknown = { difference: { value: 0, low: -1, high: 1 }, p: 1 };
    expect(differenceOfShares([])).toEqual(unknown);
    expect(differenceOfShares([{ a: nobody, b: { hits: 1, trials: 1 } }])).toEqual(unknown);
  });

  test("covers the truth about 95 times in 100 where the trials differ and problems are easy or hard (simulated)", () => {
    const rng = createRng(4);
    const covered = Array.from({ length: 1000 }, () => {
      const pairs = Array.from({ length: 80 }, () => {
        const p = rng.next() < 0.5 ? 0.1 : 0.6; // the problem's own
        return { a: tally(p, Math.floor(4 * rng.next()), rng), b: tally(p + 0.1, Math.floor(4 * rng.next()), rng) };
      });
      const { low, high } = differenceOfShares(pairs).difference;
      return low <= 0.1 && 0.1 <= high;
    }).filter(Boolean).length;
    expect(covered).toBeGreaterThan(930);
    expect(covered).toBeLessThan(975);
  });
});
