import { spawn } from "node:child_process";
import { once } from "node:events";
import { createHash } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSmallModel } from "../../small-model.ts";
import { differences, inherited, snapshotOf } from "./runs.ts";

const bin = join(import.meta.dirname, "../../../bin/rise.mjs");

/** How a command of `rise` ended. */
export interface RiseEnded {
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rise` as a user does, and kills it after a while where it has not ended by then. */
export async function rise(
  args: readonly string[],
  {
    env = {},
    killAfterMs = 300_000,
  }: { readonly env?: Readonly<Record<string, string>>; readonly killAfterMs?: number } = {},
): Promise<RiseEnded> {
  const child = spawn(process.execPath, [...inherited(), bin, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const [status] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  return { status, stdout, stderr };
}

/** Writes a small model and a config of every stage with it. @returns the command of its run, but for the folder */
export function smallRun(root: string, iterations: number): readonly string[] {
  writeSmallModel(join(root, "small"));
  const config = {
    preset: "rise-self",
    model: join(root, "small"),
    iterations,
    task: { name: "word-problems", level: "easy", counts: { train: 200, validation: 20, test: 50 } },
    mdp: { maxTokens: 12 },
    collect: { problems: 6, turns: 2 },
    improve: { samples: 2 },
    weight: { truncated: "keep" }, // a model that knows nothing hardly ever ends its turn
    train: { epochs: 2, batchExamples: 6, saveEverySteps: 1, learningRate: 1e-3 },
    evaluate: { problems: 4, turns: 2, seeds: 1 },
  };
  const file = join(root, "run.yaml");
  writeFileSync(file, JSON.stringify(config)); // JSON is YAML
  return ["run", file, "--json", "--out"];
}

/** A run's results without its seconds and its place. */
export function resultsOf(stdout: string): string {
  const { models, comparisons } = JSON.parse(stdout) as { models: unknown; comparisons: unknown };
  return JSON.stringify({ models, comparisons });
}

/** What two finished runs of `rise` must have alike, their trained weights among it. */
export function wholeRun(dir: string): { readonly record: ReturnType<typeof snapshotOf>; readonly weights: string } {
  const files = globSync("iteration-*/model/*.safetensors", { cwd: dir }).toSorted();
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(readFileSync(join(dir, file)));
  return { record: snapshotOf(dir), weights: hash.digest("hex") };
}

/** How a run differs from the one that nothing happened to. */
export function differencesFrom(want: ReturnType<typeof wholeRun>, dir: string): readonly string[] {
  const isSame = wholeRun(dir).weights === want.weights;
  return [...differences(want.record, dir), ...(isSame ? [] : ["the trained weights are others"])];
}
