import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Engine } from "../../src/engine/index.ts";
import { findPython, runPython } from "../python.ts";
import { writeSmallModel } from "../small-model.ts";
import { rise } from "./rise.ts";

const root = mkdtempSync(join(tmpdir(), "rise-export-"));
const at = (name: string): string => join(root, name);
beforeAll(() => {
  writeSmallModel(at("base"));
  writeFileSync(at("base/README.md"), "---\nlicense: apache-2.0\n---\n# base\n");
});
afterAll(() => rmSync(root, { recursive: true }));

async function json(...words: readonly string[]) {
  const { code, stdout, stderr } = await rise(...words, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr });
  return JSON.parse(stdout);
}
const refusal = async (...words: readonly string[]): Promise<string> => {
  const { code, stderr } = await rise(...words);
  expect(code).toBe(2);
  return stderr;
};
const row = { tokens: [3, 70, 80, 90, 1], weights: [0, 0, 0, 0.5, 0.5] };
/** Log-probabilities of the row's tokens but the first, by the engine: a process for each takes long. */
const scored = async (model: string): Promise<number[]> => {
  const engine = await Engine.open(model, { threads: 1 });
  const [logprobs = []] = await engine.logprobs([{ id: "row", tokens: row.tokens }]);
  await engine.close();
  return logprobs;
};

describe("an adapter", () => {
  beforeAll(async () => {
    writeFileSync(at("rows.jsonl"), `${JSON.stringify(row)}\n`);
    const lora =
      "--lora-rank 4 --lora-targets q_proj,v_proj,up_proj --lora-dropout 0.1 --epochs 4 --learning-rate 0.05";
    await json("train", "--model", at("base"), "--data", at("rows.jsonl"), "--out", at("adapter"), ...lora.split(" "));
  });

  test("is written by train, and opens wherever a model does", async () => {
    const settings = JSON.parse(readFileSync(at("adapter/adapter_config.json"), "utf8"));
    expect(settings).toMatchObject({ peft_type: "LORA", r: 4, lora_alpha: 8, base_model_name_or_path: at("base") });
    expect(settings.target_modules).toEqual(["q_proj", "v_proj", "up_proj"]);
    expect(existsSync(at("adapter/model.safetensors"))).toBe(false);
    const [before, after] = [await scored(at("base")), await scored(at("adapter"))];
    expect(after).not.toEqual(before);
    const { rows } = await json("logprobs", "--model", at("adapter"), "--input", at("rows.jsonl"));
    expect(rows[0].logprobs[0]).toBeNull();
    for (const [i, logprob] of after.entries()) expect(rows[0].logprobs[i + 1]).toBeCloseTo(logprob, 5);
    const { text } = await json("generate", "--model", at("adapter"), "--prompt", "hi", "--max-tokens", "4");
    expect(typeof text).toBe("string");
  });

  test("exported as a model is whole and computes the same; as an adapter it stays one", async () => {
    const whole = await json("export", at("adapter"), "--out", at("whole"));
    expect(whole).toMatchObject({ out: at("whole"), as: "model", from: at("adapter") });
    expect(whole.files).toContain("model.safetensors");
    expect(await scored(at("whole"))).toEqual(await scored(at("adapter")));
    const copy = await json("export", at("adapter"), "--as", "adapter", "--out", at("copy"));
    expect(copy.files).toEqual(
      ["README.md", "adapter_config.json", "adapter_model.safetensors", "chat_template.jinja"].concat([
        "generation_config.json",
        "tokenizer.json",
      ]),
    );
    expect(await scored(at("copy"))).toEqual(await scored(at("adapter")));
  });

  test("is exported with a card that states the base model's licence and how to load it", async () => {
    await json("export", at("adapter"), "--as", "onnx", "--out", at("with-card"));
    const card = readFileSync(at("with-card/README.md"), "utf8");
    expect(card).toMatch(/^---\nlicense: apache-2.0\nlibrary_name: transformers.js\n/);
    expect(card).toContain("from `base`");
    expect(card).toContain("apache-2.0, as the card of `base` states");
    expect(card).toContain('pipeline("text-generation", "with-card"');
    expect(card).not.toContain(root); // whose paths are nobody's business
  });

  test("has wrong layers and settings refused, with the name that was meant", async () => {
    const files = ["--model", at("base"), "--data", at("rows.jsonl"), "--out", at("never")];
    expect(await refusal("train", ...files, "--lora-targets", "q_proj,k_poj")).toContain("did you mean k_proj?");
    expect(await refusal("train", ...files, "--lora-rank", "4", "--lora-dropout", "1")).toContain("in [0, 1), got 1");
    const other = ["--model", at("adapter"), "--data", at("rows.jsonl"), "--out", at("never"), "--lora-rank", "8"];
    expect((await rise("train", ...other)).stderr).toContain("lora.rank must be that of the adapter in");
    expect(existsSync(at("never"))).toBe(false);
  });
});

describe("a run that trains adapters", () => {
  beforeAll(async () => {
    const config = {
      model: at("base"),
      task: { counts: { train: 64, validation: 8, test: 12 } },
      mdp: { maxTokens: 12 },
      collect: { problems: 6 },
      improve: { samples: 2 },
      train: { batchExamples: 4, epochs: 1, lora: { rank: 2, targets: ["q_proj"] } },
      weight: { truncated: "keep" },
      evaluate: { problems: 6, seeds: 1, turns: 2 },
      iterations: 2,
    };
    writeFileSync(at("run.yaml"), JSON.stringify(config));
    await json("run", at("run.yaml"), "--out", at("run"));
  });

  test("leaves adapters as its models, and exports the last with what its record says", async () => {
    expect(existsSync(at("run/iteration-1/model/adapter_model.safetensors"))).toBe(true);
    const { out, from } = await json("export", at("run"), "--as", "adapter");
    expect({ out, from }).toEqual({ out: at("run/export-adapter"), from: at("run/iteration-2/model") });
    const card = readFileSync(at("run/export-adapter/README.md"), "utf8");
    expect(card).toContain("preset `rise-self`, 2 iterations");
    expect(card).toMatch(/\| `m1@t1`, one attempt \| \d+\.\d \[\d+\.\d, \d+\.\d\] \| \d+\.\d \[/);
    expect(card).toContain("on 6 test problems, 1 seed");
    expect(card).toContain("- iteration 2: 6 problems,");
    expect(card).toContain("LoRA of rank 2, alpha 4, dropout 0, on q_proj");
  });

  test("exports an earlier iteration by its folder", async () => {
    await json("export", at("run/iteration-1/model"), "--out", at("first"));
    expect(readFileSync(at("first/README.md"), "utf8")).toContain("1 iteration.");
    expect(await scored(at("first"))).toEqual(await scored(at("run/iteration-1/model")));
  });

  test("exports how many attempts the model has learned from, for rise eval", () => {
    const noteIn = (folder: string): string => readFileSync(at(`${folder}/rise.json`), "utf8");
    expect(noteIn("run/export-adapter")).toBe('{"attemptsInView":2}\n'); // iteration 2's
    expect(noteIn("first")).toBe('{"attemptsInView":1}\n');
  });
});

test("an export overwrites nothing, and says what it cannot export", async () => {
  mkdirSync(at("mine"));
  writeFileSync(at("mine/notes.txt"), "mine");
  expect(await refusal("export", at("base"), "--out", at("mine"))).toContain("holds files already");
  expect(readFileSync(at("mine/notes.txt"), "utf8")).toBe("mine");
  expect(await refusal("export", at("nowhere"))).toContain("there is no run and no model folder");
  expect(await refusal("export", at("base"), "--as", "adapter")).toContain(
    "must hold an adapter to be exported as one",
  );
  expect(await refusal("export", at("base"), "--as", "gguf")).toContain("Allowed choices are model, adapter, onnx");
});

const python = findPython("peft", "transformers", "torch");
test.skipIf(python.command === undefined)(
  `Python loads what was exported, with the same logits ${python.note}`,
  async () => {
    await json("export", at("adapter"), "--as", "adapter", "--out", at("python-adapter"));
    await json("export", at("adapter"), "--as", "model", "--out", at("python-model"));
    const script = `
import json, sys, torch, transformers, peft
rows = torch.tensor([[3, 70, 80, 90, 1]])
def scored(model):
    logprobs = model(input_ids=rows).logits[0, :-1].log_softmax(-1)
    return logprobs.gather(1, rows[0, 1:, None])[:, 0].tolist()
with torch.no_grad():
    print(json.dumps([scored(peft.AutoPeftModelForCausalLM.from_pretrained(sys.argv[1])),
                      scored(transformers.AutoModelForCausalLM.from_pretrained(sys.argv[2]))]))`;
    const found = runPython(python, script, at("python-adapter"), at("python-model")) as number[][]; // as the script prints
    const want = await scored(at("adapter"));
    for (const logprobs of found) {
      for (const [i, logprob] of logprobs.entries()) expect(logprob).toBeCloseTo(want[i] ?? Number.NaN, 4);
    }
  },
);

test("a model may be exported halved and sharded", async () => {
  const halved = await json(
    "export",
    at("base"),
    "--out",
    at("halved"),
    "--dtype",
    "bf16",
    "--max-shard-gb",
    "0.00002",
  );
  const shards = halved.files.filter((file: string) => /^model-0000\d-of-0000\d\.safetensors$/.test(file));
  expect(shards.length).toBeGreaterThan(1);
  const [before, after] = [await scored(at("base")), await scored(at("halved"))];
  expect(after).not.toEqual(before); // rounded to 8 bits
  for (const [i, logprob] of before.entries()) expect(after[i]).toBeCloseTo(logprob, 1);
});
