/** `npm run test:real`: SmolLM2-135M-Instruct as it is published, here and in transformers. Prints a table of what was found. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSafetensors } from "../../src/engine/checkpoint/index.ts";
import { Engine, type ChatMessage, type WeightedRow } from "../../src/engine/index.ts";
import { greatestDifference } from "../compare.ts";
import { hardTexts } from "../parity/tokens/hard-texts.ts";
import { findPython, runPython } from "../python.ts";
import { dataFolder, fetchWeights } from "./fetch-weights.ts";

const python = findPython("transformers", "torch", "peft", "gguf");
const fetched = fetchWeights(python, join(import.meta.dirname, "../../node_modules/.cache/rise-real"));
const [gguf, note] = "gguf" in fetched ? [fetched.gguf, ""] : ["", `(${fetched.reason})`];
const root = mkdtempSync(join(tmpdir(), "rise-real-"));
const folder = join(root, "smollm2");
const script = join(import.meta.dirname, "reference.py");
const found: (readonly [string, string])[] = [];
afterAll(() => {
  rmSync(root, { recursive: true });
  for (const [what, figure] of found) console.log(`${what.padEnd(52)} ${figure}`);
});

const says = (role: ChatMessage["role"], content: string): ChatMessage => ({ role, content });
const question = "Natalia sold 48 clips in April and half as many in May. How many clips did she sell altogether?";
const turns = [says("user", question), says("assistant", "48 + 24 = 72\n\n#### 72"), says("user", "Look again.")];
const chats: readonly (readonly ChatMessage[])[] = [
  turns.slice(0, 1),
  turns,
  [says("system", "Be brief."), says("user", "What is 12 * 12?")],
  [says("user", "Write a haiku about the sea.")],
  [says("user", "naïve 你好 🙂  two  spaces\n\n")],
  [...turns, says("assistant", "It is 72."), says("user", "Are you sure?")],
];
const newTokens = 64;
/** An epsilon as large as the gradients' noise: see test/parity/inputs.ts. */
const step = { learningRate: 1e-3, epsilon: 1e-5 };
const lora = { rank: 8, alpha: 16, targets: ["q_proj", "v_proj"], dropout: 0, rankStabilised: false, seed: 1 } as const;

interface Reference {
  readonly ids: readonly (readonly number[])[];
  readonly chats: readonly {
    readonly text: string;
    readonly ids: number[];
    readonly answer: number[];
    readonly logprobs: number[];
  }[];
}
let theirs: Reference = { ids: [], chats: [] };

describe.skipIf(gguf === "")(`SmolLM2-135M-Instruct ${note}`, () => {
  beforeAll(() => {
    runPython(python, { file: script }, "convert", gguf, folder);
    const given = { texts: hardTexts, chats, newTokens };
    theirs = runPython(python, { file: script, stdin: JSON.stringify(given) }, "reference", folder) as Reference; // as it prints it
  });

  test.each(["folder", "GGUF file"])(
    "as a %s: tokens, chats, greedy answers and log-probabilities are transformers'",
    async (form) => {
      const engine = await Engine.open(form === "folder" ? folder : gguf);
      const { tokenizer, chat } = engine.tokens;
      expect(hardTexts.map((text) => tokenizer.encode(text))).toEqual(theirs.ids);
      const prompts = chats.map((messages) => chat?.render(messages, { addGenerationPrompt: true }));
      expect(prompts).toEqual(theirs.chats.map(({ ids }) => ids));
      const settings = { n: 1, temperature: 0, topP: 1, maxTokens: newTokens, stopIds: [], seed: 1 };
      const answers = await Promise.all(
        theirs.chats.map(({ ids }) => engine.sample({ promptTokens: ids, ...settings })),
      );
      expect(answers.map(([sample]) => sample?.tokens)).toEqual(theirs.chats.map(({ answer }) => answer));
      const rows = theirs.chats.map(({ ids, answer }, i) => ({ id: String(i), tokens: [...ids, ...answer] }));
      const scored = await engine.logprobs(rows);
      const worst = theirs.chats.map(({ ids, logprobs }, i) =>
        greatestDifference(scored[i]?.slice(ids.length - 1) ?? [], logprobs),
      );
      expect(Math.max(...worst)).toBeLessThan(2e-4);
      found.push([`${form}: greedy tokens equal`, `${newTokens} of ${newTokens} on ${chats.length} chats`]);
      found.push([`${form}: greatest difference of log-probabilities`, Math.max(...worst).toExponential(1)]);
      await engine.close();
    },
  );

  test("a step of LoRA is PyTorch's; the adapter and its export load back, here and there", async () => {
    const rows: WeightedRow[] = theirs.chats.slice(0, 3).map(({ ids, answer }, i) => ({
      id: String(i),
      tokens: [...ids, ...answer],
      weights: [...ids.map(() => 0), ...answer.map(() => (i + 1) / 64)],
    }));
    const [fresh, trained, stepped] = ["fresh", "trained", "stepped"].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    const engine = await Engine.open(folder, { lora });
    await engine.saveWeights(fresh);
    const { loss } = await engine.forwardBackward(rows);
    await engine.optimStep({ ...step, weightDecay: 0, maxGradNorm: 1e9 });
    await engine.saveWeights(trained);
    const scored = await engine.logprobs(rows);
    await engine.close();
    const given = { file: script, stdin: JSON.stringify({ rows, step }) };
    const other = runPython(python, given, "adapter", folder, fresh, stepped) as {
      readonly loss: number;
      readonly logprobs: number[][];
    }; // as it prints it
    const [mine, his] = [trained, stepped].map((at) => readSafetensors(join(at, "adapter_model.safetensors")).tensors);
    const weights = [...(mine ?? [])].map(([name, { data }]) => greatestDifference(data, his?.get(name)?.data ?? []));
    const scores = other.logprobs.map((row, i) => greatestDifference(scored[i] ?? [], row));
    expect(Math.abs(loss - other.loss)).toBeLessThan(1e-4 * Math.abs(other.loss));
    expect(Math.max(...weights)).toBeLessThan(5e-5);
    expect(Math.max(...scores)).toBeLessThan(2e-3);
    found.push(["LoRA step: greatest difference of the adapter", Math.max(...weights).toExponential(1)]);
    found.push(["LoRA step: greatest difference of log-probabilities", Math.max(...scores).toExponential(1)]);
    await loadedBack(rows, trained, scored);
  });

  test.each(["addsub", "multiarith", "gsm8k"])("rise eval ends on 40 problems of %s", (task) => {
    const data = dataFolder();
    if (data === undefined) return void found.push([`rise eval, 40 of ${task}`, "skipped: no data folder"]);
    const file = join(data, task === "gsm8k" ? "gsm8k_test.jsonl" : `${task}.jsonl`);
    const args = [
      "eval",
      "--model",
      folder,
      "--task",
      task,
      "--data",
      file,
      "--limit",
      "40",
      "--seeds",
      "1",
      "--max-tokens",
      "200",
      "--json",
    ];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, "../../bin/rise.mjs"), ...args],
      { encoding: "utf8" },
    );
    expect(status, stderr.slice(-2000)).toBe(0);
    const { models, run } = JSON.parse(stdout) as {
      readonly models: readonly {
        readonly problems: number;
        readonly metrics: Record<string, { readonly value: number }>;
      }[];
      readonly run: { readonly seconds: number };
    }; // DESIGN.md
    expect(models[0]?.problems).toBe(40);
    const share = (name: string): string => `${(100 * (models[0]?.metrics[name]?.value ?? Number.NaN)).toFixed(0)}%`;
    found.push([
      `rise eval, 40 of ${task}: m1@t1, m1@t5, p1@t5`,
      `${share("m1@t1")}, ${share("m1@t5")}, ${share("p1@t5")} in ${run.seconds.toFixed(0)} s`,
    ]);
  });
});

/** The adapter, and the whole model that it is exported as, give the scores of the engine that trained it. */
async function loadedBack(
  rows: readonly WeightedRow[],
  adapter: string,
  want: readonly (readonly number[])[],
): Promise<void> {
  const [again, whole] = [await Engine.open(adapter), join(root, "whole")];
  await again.saveWeights(whole);
  const scored = [await again.logprobs(rows)];
  await again.close();
  expect(existsSync(join(whole, "model.safetensors"))).toBe(true);
  const exported = await Engine.open(whole);
  scored.push(await exported.logprobs(rows));
  await exported.close();
  const script = `
import json, sys, torch, transformers
model = transformers.AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32).eval()
def of(tokens):
  ids = torch.tensor([tokens])
  return model(input_ids=ids).logits[0, :-1].log_softmax(-1).gather(1, ids[0, 1:, None])[:, 0].tolist()
with torch.no_grad(): print(json.dumps([of(tokens) for tokens in json.loads(sys.argv[2])]))`;
  const tokens = JSON.stringify(rows.map((row) => row.tokens));
  scored.push(runPython(python, script, whole, tokens) as number[][]); // as it prints them
  const worst = scored.map((all) => Math.max(...all.map((row, i) => greatestDifference(row, want[i] ?? []))));
  expect(Math.max(...worst)).toBeLessThan(2e-4);
  found.push(["adapter loaded back, exported, in transformers", worst.map((one) => one.toExponential(1)).join(", ")]);
}
