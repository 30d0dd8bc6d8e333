import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openTask } from "../open-task.ts";
import { taskSchema } from "../task-schema.ts";
import { describeTask } from "../task.suite.ts";

const folder = mkdtempSync(join(tmpdir(), "rise module task "));
afterAll(() => rmSync(folder, { recursive: true }));
const example = join(import.meta.dirname, "../../../examples/own-task.ts");

const open = (path: string) => openTask(taskSchema.parse(path));

describeTask("examples/own-task.ts", () => open(example), { splits: ["train", "test"], hasSolutions: false });

test("the example grades the digits, and nothing else, as right", async () => {
  const task = await open(example);
  const problem = { id: "1", question: "Write the digits of 4821 from the largest to the smallest.", answer: "8421" };
  const outcomeOf = async (text: string) => (await task.grade(problem, text)).outcome;
  expect(await outcomeOf("#### 8421")).toBe("correct");
  expect(await outcomeOf("#### 1248")).toBe("wrong");
  expect(await outcomeOf("I am not sure.")).toBe("noAnswer");
});

let files = 0;
function moduleOf(code: string, extension = "ts"): string {
  const file = join(folder, `ünit ${++files}.${extension}`);
  writeFileSync(file, code);
  return file;
}
const whole = (changes: string): string => `export default {
  name: "t", problems: () => [{ id: "1", question: "q", answer: "a" }], prompt: () => [{ role: "user", content: "q" }],
  grade: async () => ({ outcome: "correct", answer: "a" }), isSameAnswer: () => true, ${changes} }`;

describe("a task of the user's own module", () => {
  test("may be made by a function, or be a class's object, in a folder of any name, as JavaScript or TypeScript", async () => {
    const made = moduleOf(
      `const made: string = "made"; export default async () => (${whole("name: made").slice(15)});`,
    );
    expect((await open(made)).name).toBe("made");
    const ofClass = moduleOf(
      `class T { name = "of a class"; golds = ["a"]; problems() { return [{ id: "1", question: "q", answer: this.golds[0] }]; }
       prompt() { return [{ role: "user", content: "q" }]; } async grade() { return { outcome: "wrong", answer: null }; }
       isSameAnswer() { return true; } feedback() { return this.golds.join(); } }
       export default new T();`,
      "mjs",
    );
    const task = await open(ofClass);
    expect(task.problems("test")).toEqual([{ id: "1", question: "q", answer: "a" }]);
    expect(task.feedback?.({ id: "1", question: "q", answer: "a" }, "", { outcome: "wrong", answer: null }, "k")).toBe(
      "a",
    );
  });

  test.each([
    ["is not there", () => "./nowhere.ts", /cannot be loaded: there is no file \/.*nowhere\.ts; check the path/],
    ["is not a program", () => moduleOf("export default {"), /cannot be loaded: /],
    ["throws when it is loaded", () => moduleOf('throw new Error("no data");'), /cannot be loaded: no data/],
    [
      "throws when it makes the task",
      () => moduleOf('export default () => { throw new Error("no disk"); };'),
      /cannot be made: no disk/,
    ],
    [
      "exports nothing",
      () => moduleOf("export const task = 1;"),
      /must export a Task.*as its default.*see examples\/own-task\.ts/,
    ],
    ["lacks a grader", () => moduleOf(whole("grade: undefined")), /must export a Task.*grade must be a function/],
    ["has no name", () => moduleOf(whole('name: ""')), /must export a Task.*name must not be empty/],
  ])("that %s is refused", async (_, path, message) => {
    await expect(open(path())).rejects.toThrow(message);
  });

  test("that returns what is no problem or no grade is told of it, before anything is made of that", async () => {
    const numbers = await open(moduleOf(whole('problems: () => [{ id: "1", question: "q", answer: 7 }]')));
    expect(() => numbers.problems("train")).toThrow(/train problems cannot be used: 0\.answer must be a text/);
    const throws = await open(moduleOf(whole('problems: () => { throw new Error("x"); }')));
    expect(() => throws.problems("test")).toThrow(/failed at its test problems: x/);
    const problem = { id: "p7", question: "q", answer: "a" };
    const right = await open(moduleOf(whole('grade: async () => ({ outcome: "right", answer: "a" })')));
    await expect(right.grade(problem, "")).rejects.toThrow(/the grade of an attempt at p7 cannot be used: outcome/);
    const dies = await open(moduleOf(whole('grade: async () => { throw new Error("y"); }')));
    await expect(dies.grade(problem, "")).rejects.toThrow(/failed at grading an attempt at p7: y/);
    const sync = await open(moduleOf(whole('grade: () => ({ outcome: "wrong", answer: null })')));
    expect(await sync.grade(problem, "")).toEqual({ outcome: "wrong", answer: null });
  });
});

test("a task's name alone is a task's config; another text is told the nearest name", () => {
  expect(taskSchema.parse("gsm8k").name).toBe("gsm8k");
  expect(taskSchema.parse("./my-task.ts")).toMatchObject({ name: "./my-task.ts", extract: { style: "auto" } });
  for (const wrong of ["gsm8", { name: "gsm8" }]) {
    expect(() => taskSchema.parse(wrong)).toThrow(/must name a task, or a module.*gsm8.*did you mean gsm8k\?/);
  }
});
