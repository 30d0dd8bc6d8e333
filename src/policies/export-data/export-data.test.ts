import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { createRng, type Example } from "../../mdp/index.ts";
import type { DataFormat, DataSource, WeightedExample } from "./data-format.ts";
import { exportData } from "./export-data.ts";

const chat: Example["state"] = [
  { role: "user", content: "What is 3 + 4?" },
  { role: "assistant", content: "8" },
  { role: "user", content: "Try again." },
];
const example = (n: number, weight: number, stop: Example["stop"] = "endOfTurn"): Example => ({
  id: `e${n}`,
  trajectory: `t${n}`,
  turn: 1,
  iteration: 1,
  state: chat,
  action: "7",
  stop,
  reward: 1,
  weight,
});
/** A prompt of two tokens, and an action of so many, which share the example's weight. */
const weighted = (one: Example, actionTokens: number): WeightedExample => {
  const share = one.weight / actionTokens;
  const action = Array.from({ length: actionTokens }, (_, i) => 10 + i);
  const row = { id: one.id, tokens: [1, 2, ...action], weights: [0, 0, ...action.map(() => share)] };
  return { example: one, row };
};
const source = (examples: readonly WeightedExample[]): DataSource => ({
  examples,
  model: "my-model",
  epochs: 2,
  batchExamples: 8,
  learningRate: 1e-5,
  warmupShare: 0.04,
  weightDecay: 0,
  rng: createRng(1),
});
/** An answer of one token that weighs 3, one of three that weighs 1, and one that was cut off. */
const three = source([weighted(example(0, 3), 1), weighted(example(1, 1), 3), weighted(example(2, 1, "length"), 2)]);
const rowsOf = (format: DataFormat, from = three): readonly Record<string, unknown>[] => {
  const text = String(exportData(format, from).files.get("train.jsonl"));
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};
const masked = [chat[0], { ...chat[1], weight: 0 }, chat[2]];

describe("trl", () => {
  test("rows are the tokens, and labels that mask all but the answer", () => {
    const one = source([weighted(example(1, 1), 3)]);
    expect(rowsOf("trl", one)).toEqual([{ input_ids: [1, 2, 10, 11, 12], labels: [-100, -100, 10, 11, 12] }]);
  });

  test("an example is there as often as one of its tokens weighs: its share of the loss is its weight", () => {
    const many = Array.from({ length: 400 }, (_, n) => weighted(example(n, n % 2 === 0 ? 3 : 1), n % 2 === 0 ? 1 : 3));
    const rows = rowsOf("trl", source(many));
    expect(rows).toHaveLength(400);
    const short = rows.filter(({ input_ids }) => (input_ids as readonly number[]).length === 3).length;
    expect(short).toBeGreaterThan(340); // by hand: 3 a token against 1 / 3 a token, so 9 in 10
    expect(short).toBeLessThan(380);
  });
});

test("ms-swift: the last answer alone is trained on, its scale the weight times mean length / own length", () => {
  const rows = rowsOf("ms-swift");
  const answer = (scale: number) => ({ role: "assistant", content: "7", loss: true, loss_scale: scale });
  const chatOf = (scale: number) => ({ messages: [chat[0], { ...chat[1], loss: false }, chat[2], answer(scale)] });
  expect(rows).toEqual([chatOf(3 * 2), chatOf((1 * 2) / 3)]); // the mean length of the two whole ones is 2
});

test("fireworks: a weight on every row, 0 on earlier answers", () => {
  expect(rowsOf("fireworks")).toEqual([
    { messages: [...masked, { role: "assistant", content: "7" }], weight: 3 },
    { messages: [...masked, { role: "assistant", content: "7" }], weight: 1 },
  ]);
});

test("openai: weights of 0 and 1 on answers, and as many copies as an example weighs", () => {
  const rows = rowsOf("openai", source([3, 0.5, 0.25, 0.25].map((weight, n) => weighted(example(n, weight), 1))));
  expect(rows).toHaveLength(4);
  expect(rows[0]).toEqual({ messages: [...masked, { role: "assistant", content: "7", weight: 1 }] });
});

test("verl: parquet of the tokens and their weights, and the class that reads them", async () => {
  const { files } = exportData("verl", three);
  const parquet = files.get("train.parquet");
  if (!(parquet instanceof Uint8Array)) throw new Error("parquet is bytes");
  const rows = await parquetReadObjects({ file: parquet.buffer as ArrayBuffer }); // of an ArrayBuffer of its own
  expect(rows.map(({ input_ids }) => input_ids)).toEqual(three.examples.map(({ row }) => row.tokens));
  expect(rows[1]?.["weights"]).toEqual([0, 0, ...[1, 1, 1].map((x) => Math.fround(x / 3))]);
  expect(String(files.get("rise_verl.py"))).toContain("class WeightedRows");
});

test("every form says how to train on it, what that estimates, and what was left out", () => {
  for (const format of ["trl", "ms-swift", "fireworks", "openai", "verl"] as const) {
    const { files, leftOut, command, estimator } = exportData(format, three);
    const readme = String(files.get("README.md"));
    for (const part of [command, estimator]) expect(readme).toContain(part);
    expect(leftOut).toBe(format === "trl" || format === "verl" ? 0 : 1);
    expect(readme.includes("1 examples were cut off")).toBe(leftOut === 1);
  }
});

test("where the run trains an adapter, so do the commands", () => {
  const lora = { rank: 8, alpha: 16, dropout: 0, targets: ["q_proj", "v_proj"], rankStabilised: false } as const;
  const commandOf = (format: DataFormat) => exportData(format, { ...three, lora }).command;
  expect(commandOf("trl")).toContain(
    "--use_peft --lora_r 8 --lora_alpha 16 --lora_dropout 0 --lora_target_modules q_proj v_proj",
  );
  expect(commandOf("ms-swift")).toContain("--tuner_type lora --lora_rank 8 --lora_alpha 16");
  expect(commandOf("verl")).toContain("model.lora_rank=8 model.lora_alpha=16 model.target_modules=[q_proj,v_proj]");
  expect(commandOf("fireworks")).toContain("--lora-rank 8");
});

test("a chat form of nothing but answers that were cut off is refused", () => {
  const cut = source([weighted(example(0, 1, "length"), 2)]);
  expect(() => exportData("ms-swift", cut)).toThrow(
    "--as ms-swift must have answers that end, got 1 that were cut off",
  );
});
