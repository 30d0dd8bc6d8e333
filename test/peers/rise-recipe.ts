import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchShapes, type BenchShape } from "../../src/cli/bench/shapes.ts";
import { Engine, openTokens, readCompanions, type ModelConfig, type WeightedRow } from "../../src/engine/index.ts";
import { introspectionMessage } from "../../src/mdp/index.ts";
import { drawProblems } from "../../src/tasks/index.ts";
import { batchesOf } from "../../src/train/batches.ts";
import { peerConfig } from "./peer-config.ts";

/** One pass over the same RISE data set, ours and the peer's. */
export interface RecipeSpeed {
  readonly rows: number;
  /** Tokens of all rows, and what a padded batch makes of them. */
  readonly tokens: number;
  readonly paddedTokens: number;
  readonly seconds: number;
  readonly peerSeconds: number;
}

const trajectories = 500;
const rowsPerBatch = 64; // the authors'
const learningRate = 1e-4;
const baseVocabSize = 768; // models/base's

/**
 * The work of RISE's training stage as the authors' recipe has it and as we do it: one pass over two-turn trajectories of
 * the built-in task, one row for each turn with its loss on the action alone, batches of 64 rows, AdamW with clipping.
 * The recipe pads each row and computes every logit; the engine computes the turns' common beginning once, packs, and
 * computes logits where the loss is.
 *
 * @param python a Python with torch and transformers
 */
export async function measureRecipe(python: string, threads: number): Promise<RecipeSpeed> {
  const tokens = openTokens(readCompanions(join(import.meta.dirname, "../../models/base")));
  const rows = riseRows(tokens);
  const batches = batchesOf(rows, rowsPerBatch, 0, 0);
  const config = { ...shapeOf("5M").config, vocabSize: baseVocabSize };
  const seconds = await ours(config, batches, threads);
  const peerSeconds = peer(python, config, batches, threads);
  const longest = (batch: readonly WeightedRow[]): number => Math.max(...batch.map((row) => row.tokens.length));
  return {
    rows: rows.length,
    tokens: rows.reduce((sum, row) => sum + row.tokens.length, 0),
    paddedTokens: batches.reduce((sum, batch) => sum + batch.length * longest(batch), 0),
    seconds,
    peerSeconds,
  };
}

function shapeOf(name: string): BenchShape {
  const shape = benchShapes.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no shape is named ${name}`);
  return shape;
}

/** Two rows for each problem: a wrong attempt at it (another problem's solution), then the right one after a second look. */
function riseRows({ chat }: ReturnType<typeof openTokens>): (WeightedRow & { trajectory: string })[] {
  if (chat === undefined) throw new Error("models/base must have a chat template");
  const problems = drawProblems({ level: "medium", split: "train", count: trajectories, seed: 1 });
  return problems.flatMap(({ id, question, solution = "" }, i) => {
    const wrong = problems[(i + 1) % problems.length]?.solution ?? "";
    const first = [{ role: "user", content: question }] as const;
    const second = [
      ...first,
      { role: "assistant", content: wrong },
      introspectionMessage("neutral", question),
    ] as const;
    const turns = [
      { state: first, action: wrong, weight: 0.15 }, // exp(r / 0.4), scaled to mean 1
      { state: second, action: solution, weight: 1.85 },
    ];
    return turns.map(({ state, action, weight }, turn) => {
      const prompt = chat.render(state, { addGenerationPrompt: true });
      const response = chat.encodeAction(state, action);
      const share = weight / response.length / rowsPerBatch;
      const weights = [...prompt.map(() => 0), ...response.map(() => share)];
      return { id: `${id}/${turn}`, trajectory: id, tokens: [...prompt, ...response], weights };
    });
  });
}

async function ours(
  config: ModelConfig,
  batches: readonly (readonly WeightedRow[])[],
  threads: number,
): Promise<number> {
  const engine = await Engine.open({ config, companions: new Map(), seed: 1 }, { threads });
  const start = performance.now(); // graphs are compiled within the time: a real pass compiles them too
  for (const batch of batches) {
    await engine.forwardBackward(batch);
    await engine.optimStep({ learningRate });
  }
  const seconds = (performance.now() - start) / 1000;
  await engine.close();
  return seconds;
}

function peer(
  python: string,
  config: ModelConfig,
  batches: readonly (readonly WeightedRow[])[],
  threads: number,
): number {
  const folder = mkdtempSync(join(tmpdir(), "rise-recipe-"));
  try {
    const file = join(folder, "request.json");
    const rows = batches.map((batch) => batch.map(({ tokens, weights }) => ({ tokens, weights })));
    writeFileSync(file, JSON.stringify({ threads, config: peerConfig(config), learningRate, batches: rows }));
    const script = join(import.meta.dirname, "rise_recipe.py");
    const { status, stdout, stderr } = spawnSync(python, [script, file], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the peer failed: ${stderr}`);
    return (JSON.parse(stdout) as { readonly seconds: number }).seconds; // rise_recipe.py prints it so
  } finally {
    rmSync(folder, { recursive: true });
  }
}
