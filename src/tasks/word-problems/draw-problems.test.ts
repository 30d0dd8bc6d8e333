import { describe, expect, test } from "vitest";
import type { Split } from "../../mdp/index.ts";
import { drawProblems, splitOf } from "./draw-problems.ts";
import { type LevelName, levels } from "./level.ts";
import { stories } from "./stories.ts";

const names = Object.keys(levels) as LevelName[];
const splits: readonly Split[] = ["train", "validation", "test"];
const draw = (level: LevelName, split: Split, count = 300, seed = 7) => drawProblems({ level, split, count, seed });
const linesOf = (solution = "") => solution.split("\n");

/** Works a line out anew, by a reading of its own: "12+7=19" -> [12n + 7n, 19n]. */
function evaluate(line: string): [bigint, bigint] {
  const [, a = "", operator = "", b = "", result = ""] = /^(\d+)([-+*/])(\d+)=(\d+)$/.exec(line) ?? [];
  const [left, right] = [BigInt(a), BigInt(b)];
  if (operator === "/") expect(left % right).toBe(0n);
  const value = { "+": left + right, "-": left - right, "*": left * right, "/": left / (right || 1n) }[operator];
  return [value ?? -1n, BigInt(result)];
}

describe.each(names)("level %s", (level) => {
  const problems = draw(level, "train");

  test("every line of every solution is right, and the last result is the answer", () => {
    for (const { solution, answer } of problems) {
      const lines = linesOf(solution);
      expect(lines.at(-1)).toBe(`#### ${answer}`);
      const results = lines.slice(0, -1).map((line) => evaluate(line));
      for (const [value, written] of results) expect(value).toBe(written);
      expect(results.at(-1)?.[1]).toBe(BigInt(answer));
    }
  });

  test("solutions have the level's number of calculations, with no result below 1 or above its largest", () => {
    const [fewest, most] = levels[level].steps;
    for (const { solution } of problems) {
      const results = linesOf(solution)
        .slice(0, -1)
        .map((line) => Number(line.split("=")[1]));
      expect(results.length).toBeGreaterThanOrEqual(fewest);
      expect(results.length).toBeLessThanOrEqual(most);
      expect(Math.min(...results)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...results)).toBeLessThanOrEqual(levels[level].largest);
    }
  });

  test("every number of a solution is in the question or is a result of an earlier line", () => {
    for (const { question, solution } of problems) {
      const known = new Set(question.match(/\d+/g));
      for (const line of linesOf(solution).slice(0, -1)) {
        const [left, right, result = ""] = line.match(/\d+/g) ?? [];
        expect(known.has(left ?? "")).toBe(true);
        expect(known.has(right ?? "")).toBe(true);
        known.add(result);
      }
    }
  });

  test("no calculations of one split are another split's, whatever the seeds", () => {
    const owners = new Map<string, Split>();
    for (const split of splits) {
      for (const { solution = "" } of [...draw(level, split, 200, 1), ...draw(level, split, 200, 2)]) {
        expect(owners.get(solution) ?? split).toBe(split);
        owners.set(solution, split);
      }
    }
  });
});

test("the levels go from 2 to 6 calculations", () => {
  const steps = names.flatMap((name) => [...levels[name].steps]);
  expect([Math.min(...steps), Math.max(...steps)]).toEqual([2, 6]);
});

test("the same seed draws the same problems, another seed draws others", () => {
  expect(draw("medium", "test", 50)).toEqual(draw("medium", "test", 50));
  const texts = new Set(draw("medium", "test", 50).map(({ question }) => question));
  expect(draw("medium", "test", 50, 8).filter(({ question }) => texts.has(question))).toEqual([]);
});

test("a longer draw begins with the shorter one, so that ids are stable", () => {
  expect(draw("medium", "train", 80).slice(0, 30)).toEqual(draw("medium", "train", 30));
});

test("ids are unique and no two problems of a split have the same calculations", () => {
  const problems = draw("easy", "train", 1000);
  expect(new Set(problems.map(({ id }) => id)).size).toBe(1000);
  expect(new Set(problems.map(({ solution }) => solution)).size).toBe(1000);
});

test("about one calculation chain in ten is for testing and one in ten for validation", () => {
  const counts = { train: 0, validation: 0, test: 0 };
  for (let left = 0; left < 3000; left++) counts[splitOf([{ left, operator: "+", right: 1, result: left + 1 }])]++;
  expect(counts.test / 3000).toBeCloseTo(0.1, 1);
  expect(counts.validation / 3000).toBeCloseTo(0.1, 1);
});

test("questions leave no place of a template unfilled", () => {
  for (const level of names) {
    for (const { question } of draw(level, "train")) expect(question).not.toMatch(/[{}]|undefined|NaN/);
  }
});

test("there are several kinds of stories, each with several openings and questions and most events", () => {
  expect(stories.length).toBeGreaterThanOrEqual(6);
  for (const story of stories) {
    expect(story.openings.length).toBeGreaterThanOrEqual(2);
    expect(story.questions.length).toBeGreaterThanOrEqual(2);
    expect(Object.keys(story.events).length).toBeGreaterThanOrEqual(6);
  }
});

test("1,000 questions are told in more than 500 ways, names, items and numbers apart", () => {
  const shape = (question: string) => question.replace(/\d+/g, "0").replace(/\b[A-Z][a-z]+\b/g, "X");
  const shapes = new Set(draw("medium", "train", 1000).map(({ question }) => shape(question)));
  expect(shapes.size).toBeGreaterThan(500);
});
