import { expect, test } from "vitest";
import { createRng } from "../mdp/index.ts";
import { pairedDifference } from "./intervals.ts";
import { smallestGain } from "./smallest-gain.ts";

test("500 problems, one seed, 30% discordant: 6.8 points", () => {
  // by hand: d = (1.96 sqrt(0.3) + 0.8416 sqrt(0.3 - 0.068^2)) / sqrt(500) = (1.0735 + 0.4574) / 22.36
  expect(smallestGain({ problems: 500, seeds: 1 })).toBeCloseTo(0.0685, 3);
});

test("four times the problems see half the gain; seeds help by what is not the problems' own", () => {
  const once = smallestGain({ problems: 500, seeds: 1 });
  expect(once / smallestGain({ problems: 2000, seeds: 1 })).toBeCloseTo(2, 1);
  const often = smallestGain({ problems: 500, seeds: 1e9 });
  expect(often / once).toBeCloseTo(Math.sqrt(0.5), 2);
  expect(smallestGain({ problems: 500, seeds: 1e9, persistentShare: 1 })).toBeCloseTo(once, 9);
});

test("hardly any problems see no gain at all", () => {
  expect(smallestGain({ problems: 1, seeds: 3 })).toBe(1);
});

test("a gain of that size is distinguishable in about 80% of evaluations, by the report's own interval", () => {
  const [problems, discordance] = [300, 0.3];
  const gain = smallestGain({ problems, seeds: 1, discordance });
  const rng = createRng(1);
  const draw = (): number => {
    const u = rng.next();
    if (u < (discordance + gain) / 2) return 1;
    return u < discordance ? -1 : 0;
  };
  const runs = 2000;
  let seen = 0;
  for (let run = 0; run < runs; run++) {
    if (pairedDifference(Array.from({ length: problems }, draw)).low > 0) seen++;
  }
  expect(seen / runs).toBeGreaterThan(0.76);
  expect(seen / runs).toBeLessThan(0.84);
});
