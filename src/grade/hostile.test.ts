import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { processorMs } from "../../test/processor-ms.ts";
import { equivalent, grade } from "./index.ts";
import { hostileAnswers, hostileAttempts } from "./testing/hostile.ts";

/** Each takes up to 0.1 s (`npm run grade:cases` prints the longest); what grows with the square of its input takes minutes. */
const maxMs = 5000;

describe("the work of hostile input grows no faster than its length", () => {
  test.each(hostileAnswers)("%s", (_, a, b) => {
    expect(processorMs(() => equivalent(a, b))).toBeLessThan(maxMs);
    expect(equivalent(a, b)).toBe(equivalent(b, a));
  });

  test.each(hostileAttempts)("an attempt of a megabyte of %s", (_, prediction) => {
    expect(processorMs(() => grade({ gold: "5", prediction }))).toBeLessThan(maxMs);
  });
});

/** What is still in use after a full garbage collection. */
function liveBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc()");
  return process.memoryUsage().heapUsed;
}

test("10,000 comparisons leave no memory behind", () => {
  const compareMany = (): void => {
    for (let i = 0; i < 10_000; i++) equivalent(`\\frac{${i}}{7}+\\sqrt{${i}}`, `${i + 1}/7`);
  };
  compareMany();
  const before = liveBytes();
  compareMany();
  expect(liveBytes() - before).toBeLessThan(2 ** 20);
});
