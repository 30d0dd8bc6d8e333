import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askForAnswers, type InitAnswers } from "./init-questions.ts";

/** Answers the questions with these lines, each when it is asked; the input ends behind the last. */
async function answered(
  lines: readonly string[],
  flags: Partial<InitAnswers> = {},
): Promise<{ readonly answers: Partial<InitAnswers>; readonly shown: string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = "";
  const left = [...lines];
  output.on("data", (text: Buffer) => {
    shown += text.toString();
    if (!shown.endsWith("> ")) return;
    const line = left.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  });
  return { answers: await askForAnswers(flags, "no-such-folder/rise.yaml", { input, output }), shown };
}

test("Enter at every question takes what stands in brackets, and no file, no teacher", async () => {
  const { answers, shown } = await answered(["", "", "", ""]);
  expect(answers).toEqual({ model: "models/base", task: "word-problems" });
  expect(shown).not.toContain("column");
});

test("own files are asked for with their columns, and one that is not there is told", async () => {
  const { answers, shown } = await answered(["my-model", "train.csv", "test.csv", "problem", "", ""]);
  expect(answers).toEqual({
    model: "my-model",
    train: "train.csv",
    test: "test.csv",
    question: "problem",
    answer: "answer",
  });
  expect(shown).toContain("there is no file train.csv yet");
});

test("an answer that cannot be taken is asked for again, with why, and nothing else is", async () => {
  const { answers, shown } = await answered(["", "", "gsm8kk", "gsm8k", "https://api.example.com/v1", "", "big"]);
  expect(answers).toMatchObject({ task: "gsm8k", teacherModel: "big" });
  expect(shown).toContain("did you mean gsm8k?");
  expect(shown.match(/The starting model/g)).toHaveLength(1);
});

test("what a flag says is not asked", async () => {
  const { answers, shown } = await answered([""], { model: "m", task: "math" });
  expect(answers).toEqual({ model: "m", task: "math" });
  expect(shown).not.toContain("starting model");
});

test("who leaves in the middle gets no config", async () => {
  await expect(answered(["my-model"])).rejects.toThrow("left");
});
