import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSmallModel } from "../small-model.ts";
import { rise } from "./rise.ts";

const root = mkdtempSync(join(tmpdir(), "rise-stages-"));
const at = (name: string): string => join(root, name);
const model = at("small");
beforeAll(() => writeSmallModel(model));
afterAll(() => rmSync(root, { recursive: true }));

/** Runs a verb with --json, its words told apart by spaces, and gives its document; fails where the exit code is not 0. */
async function json(command: string, ...words: readonly string[]) {
  const { code, stdout, stderr } = await rise(...command.split(" "), ...words, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr });
  return JSON.parse(stdout);
}
const rowsOf = (file: string) =>
  readFileSync(at(file), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const write = (file: string, ...rows: readonly unknown[]): string => {
  writeFileSync(at(file), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return at(file);
};

describe("the stages on files", () => {
  test("collect, improve, weight and train hand on from one to the next", async () => {
    const collected = await json(
      `collect --model ${model} --problems 4 --iteration 2 --out ${at("t.jsonl")} --set mdp.maxTokens=20`,
    );
    expect(collected).toMatchObject({ trajectories: 4, attempts: 8 }); // iteration 2 rolls out over 2 turns
    const improved = await json(
      `improve --model ${model} --data ${at("t.jsonl")} --samples 2 --out ${at("i.jsonl")} --set mdp.maxTokens=20`,
    );
    expect(improved.improvements).toBe(4);
    expect(rowsOf("i.jsonl").map(({ trajectory }) => trajectory.turns.length)).toEqual([3, 3, 3, 3]);
    const weighted = await json(
      `weight --data ${at("i.jsonl")} --out ${at("e.jsonl")} --tau 0.4 --set weight.truncated=keep`,
    );
    expect(weighted.examples).toBe(12);
    const trained = await json(
      `train --model ${model} --data ${at("e.jsonl")} --out ${at("model")} --epochs 2 --batch 6`,
    );
    expect(trained).toMatchObject({ steps: 4, examples: 12 }); // two trajectories of three turns in a step
    expect(existsSync(at("model/model.safetensors"))).toBe(true);
    expect(existsSync(at("model.state"))).toBe(false);
    expect(readFileSync(at("model/rise.json"), "utf8")).toBe('{"attemptsInView":2}\n'); // what its states showed
  });

  test("train takes tokens with weights, and chats", async () => {
    const data = write(
      "rows.jsonl",
      { tokens: [3, 70, 80, 90, 1], weights: [0, 0, 0, 0.5, 0.5] },
      {
        messages: [
          { role: "user", content: "3 + 4?" },
          { role: "assistant", content: "7" },
        ],
        weight: 2,
      },
    );
    const { losses } = await json(
      `train --model ${model} --data ${data} --out ${at("m2")} --epochs 12 --learning-rate 0.01`,
    );
    expect(losses.at(-1)).toBeLessThan(losses[0]);
  });

  test.each([
    [
      "a chat without an answer",
      {
        messages: [
          { role: "system", content: "x" },
          { role: "user", content: "3 + 4?" },
        ],
      },
      "must end with the assistant's answer",
    ],
    ["a weight too few", { tokens: [3, 70], weights: [0] }, '"weights": must be as many as the tokens'],
    ["neither tokens nor messages", { text: "7" }, "must have tokens and weights, or messages and weight"],
    ["nothing to train on", { tokens: [3, 70], weights: [0, 0] }, "at least one example of weight > 0"],
  ])("train refuses %s", async (name, row, message) => {
    const data = write(`${name.replaceAll(" ", "-")}.jsonl`, row);
    const { code, stderr } = await rise("train", "--model", model, "--data", data, "--out", at("never"));
    expect({ code, isWritten: existsSync(at("never")) }).toEqual({ code: 2, isWritten: false });
    expect(stderr).toContain(message);
  });

  test("weight refuses tau 0", async () => {
    const { code, stderr } = await rise("weight", "--data", at("i.jsonl"), "--out", at("e0.jsonl"), "--tau", "0");
    expect(code).toBe(2);
    expect(stderr).toContain("weight.tau must be > 0, got 0");
  });
});

describe("rise eval", () => {
  test("gives the metrics of one model, recorded where asked for", async () => {
    const command = `eval --model ${model} --limit 4 --turns 3 --seeds 1 --max-tokens 20 --out ${at("eval")}`;
    const first = await json(command);
    expect(first.models[0]).toMatchObject({ name: "small", problems: 4, seeds: 1 });
    expect(first.models[0].metrics.turns).toHaveLength(3);
    const again = await json(command);
    expect(again.models).toEqual(first.models);
  });

  test("counts what a real data set's attempts came to", async () => {
    const data = write(
      "gsm8k_test.jsonl",
      { question: "A robe takes 2 bolts. How many do 2 robes take?", answer: "2*2=<<2*2=4>>4\n#### 4" },
      { question: "Tom has 1,000 apples. How many?", answer: "#### 1,000" },
    );
    const { models } = await json(`eval --model ${model} --task gsm8k --data ${data} --seeds 1 --max-tokens 10`);
    const { correct, wrong, noAnswer, error } = models[0].metrics.outcomes;
    expect(correct + wrong + noAnswer + error).toBeCloseTo(1); // every attempt has one outcome
  });
});

describe("rise generate and rise logprobs", () => {
  test("a response comes as text, ids and log-probabilities, and these are what logprobs gives", async () => {
    const command = `generate --model ${model} --max-tokens 8 --seed 5 --prompt`;
    const generated = await json(command, "What is 3 + 4?");
    expect(generated.tokens).toHaveLength(generated.logprobs.length);
    expect(["endOfTurn", "length"]).toContain(generated.stop);
    const data = write("tokens.jsonl", { tokens: [...generated.promptTokens, ...generated.tokens] });
    const { rows } = await json(`logprobs --model ${model} --input ${data}`);
    expect(rows[0].logprobs[0]).toBeNull();
    const ours: number[] = rows[0].logprobs.slice(generated.promptTokens.length);
    for (const [i, value] of ours.entries()) expect(value).toBeCloseTo(generated.logprobs[i], 3);
    expect(await json(command, "What is 3 + 4?")).toEqual(generated);
  });

  test("rows keep their order and their ids", async () => {
    const data = write(
      "prompts.jsonl",
      { id: "a", prompt: "1 + 1?" },
      { tokens: [3, 70] },
      { messages: [{ role: "user", content: "hi" }] },
    );
    const { rows } = await json(`generate --model ${model} --input ${data} --max-tokens 3`);
    expect(rows.map(({ id }: { id: string }) => id)).toEqual(["a", "2", "3"]);
  });
});
