import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchShapes, type BenchShape } from "../../src/cli/bench/shapes.ts";
import { Engine, openTokens, readCompanions, type ModelConfig, type WeightedRow } from "../../src/engine/index.ts";
import { introspectionMessage } from "../../src/mdp/index.ts";
import { drawProblems } from "../../src/tasks/index.ts";
import { batchesOf } from "../../src/train/batches.ts";
import { transformersConfig } from "./llama-cpp.ts";

/** One pass over the same RISE data set, ours and the peer's. */
export interface RecipeSpeed {
  readonly rows: number;
  /** Of all rows, without padding. */
  readonly tokens: number;
  readonly ours: Time;
  /** Every row padded to the set's longest: the authors pad to the model's maximum, 2,048. */
  readonly authors: Time;
  /** Kinder to the peer: 16 rows at a time, padded to the longest of them. */
  readonly kinder: Time;
}

/** How long it took: by the clock, and of all processors, which says more on a machine that others use too. */
export interface Time {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const rowsPerBatch = 64; // the authors'
const learningRate = 1e-4;
const baseVocabSize = 768; // models/base's

/**
 * The work of RISE's training stage as the authors' recipe has it and as we do it: one pass over two-turn trajectories of
 * the built-in task, after a worked example as the authors' prompt has one; a row for each turn with its loss on the action
 * alone, batches of 64 rows, AdamW with clipping. The recipe pads each row and computes every logit; the engine computes
 * what turns have in common once, packs, and computes logits where the loss is.
 *
 * @param python a Python with torch and transformers
 */
export async function measureRecipe(python: string, threads: number, trajectories = 500): Promise<RecipeSpeed> {
  const rows = riseRows(openTokens(readCompanions(join(import.meta.dirname, "../../models/base"))), trajectories);
  const batches = batchesOf(rows, rowsPerBatch, 0, 0);
  const config = { ...shapeOf("5M").config, vocabSize: baseVocabSize };
  return {
    rows: rows.length,
    tokens: rows.reduce((sum, row) => sum + row.tokens.length, 0),
    ours: await trainOurs(config, batches, threads),
    ...trainPeer(python, config, batches, threads),
  };
}

function shapeOf(name: string): BenchShape {
  const shape = benchShapes.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no shape is named ${name}`);
  return shape;
}

/** Two rows for each problem: a wrong attempt at it (another problem's solution), then the right one after a second look. */
function riseRows(
  { chat }: ReturnType<typeof openTokens>,
  trajectories: number,
): (WeightedRow & { trajectory: string })[] {
  if (chat === undefined) throw new Error("models/base must have a chat template");
  const [example, ...problems] = drawProblems({
    level: "medium",
    split: "train",
    count: trajectories + 1,
    seed: 1,
  });
  const shown = `Solve the problem as it is done here.\n${example?.question}\n${example?.solution}\n`;
  return problems.flatMap(({ id, question, solution = "" }, i) => {
    const wrong = problems[(i + 1) % problems.length]?.solution ?? "";
    const first = [{ role: "user", content: `${shown}${question}` }] as const;
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

async function trainOurs(
  config: ModelConfig,
  batches: readonly (readonly WeightedRow[])[],
  threads: number,
): Promise<Time> {
  const engine = await Engine.open({ config, companions: new Map(), seed: 1 }, { threads });
  const [start, cpuBefore] = [performance.now(), process.cpuUsage()]; // with compiling, as in a real pass
  for (const batch of batches) {
    await engine.forwardBackward(batch);
    await engine.optimStep({ learningRate });
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  await engine.close();
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

function trainPeer(
  python: string,
  config: ModelConfig,
  batches: readonly (readonly WeightedRow[])[],
  threads: number,
): Pick<RecipeSpeed, "authors" | "kinder"> {
  const folder = mkdtempSync(join(tmpdir(), "rise-recipe-"));
  try {
    const file = join(folder, "request.json");
    const rows = batches.map((batch) => batch.map(({ tokens, weights }) => ({ tokens, weights })));
    writeFileSync(file, JSON.stringify({ threads, config: transformersConfig(config), learningRate, batches: rows }));
    const script = join(import.meta.dirname, "rise_recipe.py");
    const { status, stdout, stderr } = spawnSync(python, [script, file], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the peer failed: ${stderr}`);
    return JSON.parse(stdout) as Pick<RecipeSpeed, "authors" | "kinder">; // rise_recipe.py prints it so
  } finally {
    rmSync(folder, { recursive: true });
  }
}
