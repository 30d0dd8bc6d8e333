import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { equivalent, grade } from "./index.ts";

const maxMs = 100;
const times = (text: string, count: number): string => text.repeat(count);
const counting = (count: number, entry: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => entry(i)).join(",");

/** Milliseconds of this thread, the least of three runs: another process's turn is not the grader's time. */
function processorMs(run: () => void): number {
  const once = (): number => {
    const before = process.threadCpuUsage();
    run();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  return Math.min(once(), once(), once());
}

const answers: readonly (readonly [string, string, string])[] = [
  ["a tower of powers", "9^{9^{9^9}}", "5"],
  ["a tower without braces", "9^9^9^9", "9^9^9^8"],
  ["a megabyte of digits", times("9", 1e6), "5"],
  ["a megabyte of brackets", times("(", 1e6), "5"],
  ["nesting 10,000 deep", times("(", 10_000) + "5" + times(")", 10_000), "5"],
  ["braces 10,000 deep", times("{", 10_000) + "5" + times("}", 10_000), "5"],
  ["roots 3,000 deep", times("\\sqrt{", 3000) + "5" + times("}", 3000), "1"],
  ["continued fraction 1,000 deep", times("\\frac{1}{1+", 1000) + "1" + times("}", 1000), "\\frac{\\sqrt5-1}{2}"],
  ["sines 2,000 deep", times("\\sin(", 2000) + "x" + times(")", 2000), "5"],
  ["bars 20,000 deep", times("|", 20_000) + "x", "5"],
  ["fractions that never close", times("\\frac{", 4000), "5"],
  ["20,000 signs", times("-", 20_000) + "5", "5"],
  ["10,000 terms", "1" + times("+1", 10_000), "10001"],
  ["a list of 10,000", times("1,", 10_000) + "1", times("1,", 10_000) + "2"],
  ["lists in lists", times("(1,", 3000) + "1" + times(")", 3000), times("(1,", 3000) + "2" + times(")", 3000)],
  ["a list of roots, reversed", counting(400, (i) => `\\sqrt{${i}+x}`), counting(400, (i) => `\\sqrt{${399 - i}+x}`)],
  ["the factorial of ten thousand million", "10000000000!", "5"],
  ["factorials of factorials", "3!!!!!!!!!!", "5"],
  ["a large factorial", "3000!+1", "3001!/3001"],
  ["a large binomial", "\\binom{3000}{1500}", "\\binom{3000}{1500}+1"],
  ["a binomial beyond counting", "\\binom{10^{100}}{10^{50}}", "5"],
  ["a sum of a thousand million terms", "\\sum_{k=1}^{1000000000} k", "500000000500000000"],
  ["sums in sums", "\\sum_{i=1}^{1000}\\sum_{j=1}^{1000}\\sum_{k=1}^{1000} ijk", "5"],
  ["a sum of sines", "\\sum_{k=1}^{2000}\\sin(kx)", "\\sum_{k=1}^{2000}\\sin(kx)+0"],
  ["a tower of exponentials", "e^{e^{e^{e^{e}}}}", "5"],
  ["the sine of a large number", "\\sin(10^{1000})", "0.5"],
  ["a large exponent", "1e99999", "1e99998"],
  ["a large power of a sum", "(x+1)^{100000}", "(x+2)^{100000}"],
  ["a fraction of 13,000 bits as exponent", "\\ln((697+y)^{(85.301)^{819}})", "\\sqrt{656}"],
  ["a long product", times("(x+1)", 3000), "(x+1)^{3000}"],
  ["2,000 unknowns", Array.from({ length: 2000 }, (_, i) => `a_{${i}}`).join("+"), "5"],
  ["a thousand intervals", Array.from({ length: 1000 }, (_, i) => `(${i},${i}.5)`).join("\\cup"), "(1,2)"],
  ["300 signs of two values", times("\\pm x,", 300) + "1", times("\\pm y,", 300) + "1"],
  ["blanks", "1" + times(" ", 29_000) + "2", "12"],
  ["dots", times(".", 29_999) + "x", "5"],
  ["slashes", times("/(", 15_000), "5"],
  ["letters and digits in turn", times("1A", 14_999), "5"],
  ["subscripts", times("x_{", 9999), "5"],
  ["backslashes", times("\\", 29_999), "5"],
  ["dollars", times("$", 29_999), "5"],
  ["environments", times("\\begin{matrix}", 1500), "5"],
  ["half signs", times("½", 10_000), "5"],
  ["ratios", times("1:", 9999) + "1", times("1:", 9999) + "2"],
  ["words", times("hello ", 4000), "5"],
  ["calls", times("Interval(1,", 2500), "5"],
  ["calls of long calls", times("Eq(" + times("a", 100) + ",", 280), "5"],
  ["alternatives", times("(x) | ", 4000), "5"],
  ["conditions", times("a & ", 7000) + "<", "5"],
  ["bases", times("1 base ", 4000), "5"],
  ["asides", times("(or ", 7000), "5"],
  ["currencies", times("€1", 10_000), "5"],
  ["circled digits", times("①", 10_000), "5"],
  ["choices out of choices", times("^{1}C_{1}", 3000), "5"],
  ["dots over digits", "0." + times("\\dot{1}", 4000), "5"],
  ["degrees", times("\\circ C", 4000), "5"],
  ["days", times("March 5, ", 3000), "5"],
  ["units over units", "5 " + times("m/", 5000) + "s", "5"],
];

const attempts: readonly (readonly [string, string])[] = [
  ["boxes that never close", times("\\boxed{", 140_000)],
  ["boxes", times("\\boxed{1}", 100_000)],
  ["phrases", times("answer is ", 100_000)],
  ["hashes", times("####", 250_000)],
  ["numbers", times("1 ", 500_000)],
  ["fractions", times("1/", 500_000)],
  ["stars", times("**a", 300_000)],
  ["dollars", times("$a", 500_000)],
  ["newlines", times("\n", 1_000_000)],
  ["abbreviations", times("ft. ", 250_000)],
  ["modal verbs", times("would ", 160_000)],
  ["suppositions", times("if we would 3, ", 65_000)],
  ["denials", times("it is not 5, no, ", 55_000)],
  ["retractions", times("不对，", 300_000)],
  ["reports", times("he says 5; ", 90_000)],
];

describe("hostile input ends within 100 ms", () => {
  test.each(answers)("%s", (_, a, b) => {
    expect(processorMs(() => equivalent(a, b))).toBeLessThan(maxMs);
    expect(equivalent(a, b)).toBe(equivalent(b, a));
  });

  test.each(attempts)("an attempt of a megabyte of %s", (_, prediction) => {
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
