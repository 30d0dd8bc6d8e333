import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTokenizer } from "../../src/engine/tokens/index.ts";
import { startRise } from "../cli/rise.ts";
import { greatestDifference } from "../compare.ts";
import { findPython, runPython } from "../python.ts";
import { familyChats } from "./tokens/chat-templates.ts";
import { hardTexts } from "./tokens/hard-texts.ts";

const python = findPython("transformers", "torch", "tokenizers");
const root = mkdtempSync(join(tmpdir(), "rise-parity-run-"));
const model = join(root, "random-qwen2");
const config = join(root, "run.yaml");
afterAll(() => rmSync(root, { recursive: true }));

/** Problems as GSM8K writes them. */
const problems = Array.from({ length: 24 }, (_, i) => ({
  question: `Mia picks ${i + 2} baskets of ${i + 5} plums and eats ${i} of them. How many plums are left?`,
  answer: `She picks ${i + 2}*${i + 5}=<<${i + 2}*${i + 5}=${(i + 2) * (i + 5)}>>${(i + 2) * (i + 5)} plums.\n#### ${(i + 2) * (i + 5) - i}`,
}));

/** A Qwen2 as it is published, bfloat16 and all, but small and random. */
const makeModel = `
import sys, torch, transformers
folder, vocab, ends = sys.argv[1], int(sys.argv[2]), [int(x) for x in sys.argv[3].split(",")]
torch.manual_seed(1)
config = transformers.Qwen2Config(vocab_size=vocab, hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=1024, tie_word_embeddings=True, bos_token_id=None, eos_token_id=ends[0])
model = transformers.Qwen2ForCausalLM(config).to(torch.bfloat16)
model.generation_config = transformers.GenerationConfig(eos_token_id=ends, pad_token_id=ends[-1])
model.save_pretrained(folder)`;

const question = "What is 12 + 30?";

/** Loads what a run has left, renders a chat, scores it and answers it greedily. */
const loadModel = `
import json, sys, torch, transformers
folder = sys.argv[1]
model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype="auto")
tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
chat = [{"role": "user", "content": sys.argv[2]}, {"role": "assistant", "content": "42"}]
ids = tokenizer.apply_chat_template(chat, return_dict=False)
with torch.no_grad():
    logprobs = model(torch.tensor([ids])).logits[0, :-1].float().log_softmax(-1)
chosen = logprobs.gather(1, torch.tensor(ids)[1:, None])[:, 0].tolist()
prompt = tokenizer.apply_chat_template(chat[:1], add_generation_prompt=True, return_dict=False)
answer = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt)), do_sample=False, max_new_tokens=24)[0, len(prompt):].tolist()
print(json.dumps({"prompt": prompt, "answer": answer, "class": type(model).__name__, "ends": model.generation_config.eos_token_id, "ids": ids, "logprobs": chosen}))`;

interface Loaded {
  readonly class: string;
  readonly ends: readonly number[];
  readonly prompt: readonly number[];
  readonly answer: readonly number[];
  readonly ids: readonly number[];
  readonly logprobs: readonly number[];
}

beforeAll(() => {
  if (python.command === undefined) return;
  writeFileSync(
    join(root, "texts.json"),
    JSON.stringify({ texts: [...hardTexts, ...problems.map((row) => row.question)] }),
  );
  runPython(python, { file: join(import.meta.dirname, "tokens", "make-tokenizers.py") }, root);
  const chat = familyChats.find(({ name }) => name === "Qwen2");
  const tokenizerJson = readFileSync(join(root, "qwen2", "tokenizer.json"), "utf8");
  const tokenizer = openTokenizer({ tokenizer: JSON.parse(tokenizerJson), config: {} });
  const ends = chat?.endOfTurn.map((token) => tokenizer.idOf(token)) ?? [];
  runPython(python, makeModel, model, String(Math.ceil((tokenizer.last.id + 1) / 64) * 64), ends.join());
  writeFileSync(join(model, "tokenizer.json"), tokenizerJson);
  writeFileSync(
    join(model, "tokenizer_config.json"),
    JSON.stringify({ tokenizer_class: "Qwen2Tokenizer", ...chat?.special, chat_template: chat?.template }),
  );
  mkdirSync(join(root, "data"));
  const rows = (from: number): string =>
    problems
      .slice(from, from + 12)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join("");
  writeFileSync(join(root, "data", "gsm8k_train.jsonl"), rows(0));
  writeFileSync(join(root, "data", "gsm8k_test.jsonl"), rows(12));
  writeFileSync(
    config,
    `
model: ${model}
iterations: 1
task: { name: gsm8k, folder: ${join(root, "data")} }
mdp: { maxTokens: 24 }
collect: { problems: 6 }
improve: { samples: 2 }
weight: { truncated: keep } # a model that knows nothing seldom ends its turn
evaluate: { problems: 4, turns: 2 }
`,
  );
}, 240_000);

test.skipIf(python.command === undefined)(
  `rise run takes a random Qwen2 from transformers through GSM8K and gives it back ${python.note}`,
  async () => {
    const out = join(root, "out");
    const run = await startRise(["run", config, "--smoke", "--out", out, "--json"], { RISE_THREADS: "1" }).finished;
    expect(run.code, run.stderr).toBe(0);
    const { models } = JSON.parse(run.stdout);
    expect(models.map(({ name }: { name: string }) => name)).toEqual(["base", "iteration-1"]);

    const trained = join(out, "iteration-1", "model");
    const loaded = runPython(python, loadModel, trained, question) as Loaded; // as the script prints it
    const before = JSON.parse(readFileSync(join(model, "generation_config.json"), "utf8")).eos_token_id;
    expect(loaded).toMatchObject({ class: "Qwen2ForCausalLM", ends: before });
    const { config: kept, dtype } = configOf(trained);
    expect({ ...kept, dtype }).toEqual({ ...configOf(model).config, dtype: "float32" });

    const tokens = join(root, "tokens.jsonl");
    writeFileSync(tokens, JSON.stringify({ tokens: loaded.ids }));
    const scored = await startRise(["logprobs", "--model", trained, "--input", tokens, "--json"]).finished;
    const ours = JSON.parse(scored.stdout).rows[0].logprobs.slice(1);
    expect(greatestDifference(ours, loaded.logprobs)).toBeLessThan(1e-4);
    const greedy = ["--max-tokens", "24", "--temperature", "0", "--json"];
    const answered = await startRise(["generate", "--model", trained, "--prompt", question, ...greedy]).finished;
    const { promptTokens, tokens: answer } = JSON.parse(answered.stdout);
    expect([promptTokens, answer]).toEqual([loaded.prompt, loaded.answer]);
    const base = await startRise(["logprobs", "--model", model, "--input", tokens, "--json"]).finished;
    expect(greatestDifference(ours, JSON.parse(base.stdout).rows[0].logprobs.slice(1))).toBeGreaterThan(1e-6); // it has learnt
  },
  240_000,
);

/** A folder's config.json, its type of weights apart. */
function configOf(folder: string) {
  const { dtype, ...config } = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
  return { config, dtype };
}
