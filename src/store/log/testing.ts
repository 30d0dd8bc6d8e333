import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSums } from "../../disk/index.ts";
import type { Attempt, Example, Trajectory } from "../../mdp/index.ts";
import { openRun, readRun, type RunDirectory } from "../run-directory.ts";

/** The config of {@link writeRun}. */
export const runConfig = { seed: 1, weight: { tau: 0.4 } };

/** How many answers {@link writeRun} records. */
export const answerCount = 60;

/** The key of its i-th answer: the first are an iteration's, the others an evaluation's. */
export const keyOf = (i: number): string => (i < 30 ? `1/train-${i}/0/1` : `evaluate/base/0/test-${i}/1`);

const attemptOf = (i: number): Attempt => ({
  text: `answer ${i} `.repeat(i === 7 ? 2000 : 40), // one is longer than a page
  stop: "endOfTurn",
  usage: { generatedTokens: i, readTokens: 1 },
  tokens: { tokenizer: "t", prompt: [1, 2, i], response: [i, 300], logprobs: [-0.5, -0.25] },
});

function trajectoryOf(i: number, attempt: Attempt): Trajectory {
  const problem = { id: `train-${i}`, question: `${i} + ${i}?`, answer: String(2 * i) };
  const state = [{ role: "user", content: `${i} + ${i}? Think. `.repeat(20) }] as const;
  return {
    id: `1/train-${i}/0`,
    problem,
    turns: [{ state, attempt, grade: { outcome: "correct", answer: "1" }, reward: 1, by: "policy" }],
  };
}

/** Writes what one iteration records. */
export async function fillRun(run: RunDirectory): Promise<void> {
  for (let i = 0; i < answerCount; i++) await run.attempts.put(keyOf(i), [attemptOf(i)]);
  const attempts = Array.from({ length: 30 }, (_, i) => run.attempts.get(keyOf(i))?.[0] ?? attemptOf(i));
  const trajectories = attempts.map((attempt, i) => trajectoryOf(i, attempt));
  run.saveDocument("models/base", "d0");
  run.saveTrajectories(1, trajectories);
  run.saveDocument("iteration-1/trajectories", { trajectories: 30 });
  const examples = trajectories.map(({ id }, i): Example => ({
    id: `${id}#0`,
    trajectory: id,
    turn: 0,
    iteration: 1,
    state: [],
    action: "",
    stop: "endOfTurn",
    reward: 1,
    weight: 1 + i / 64,
  }));
  run.saveExamples(1, examples);
  run.saveDocument("iteration-1/train", { losses: [0.5] });
  run.saveDocument("evaluate/base", { name: "base" });
  run.saveDocument("finished", { seconds: 1 });
  for (let i = 0; i < 5; i++) run.usage.record({ model: "m", inputTokens: i, outputTokens: 1 });
}

/** Writes a finished run of one iteration: its record, and a model folder with its sums. */
export async function writeRun(dir: string): Promise<void> {
  const run = openRun(dir, runConfig);
  await fillRun(run);
  run.close();
  writeFileSync(join(dir, "config.yaml"), "seed: 1\n");
  writeModel(dir);
}

function writeModel(dir: string): void {
  mkdirSync(join(dir, "iteration-1/model"), { recursive: true });
  writeFileSync(join(dir, "iteration-1/model/model.safetensors"), "weights");
  writeSums(join(dir, "iteration-1/model"));
}

/** Writes a run as a process leaves it that is killed: nearly all of it in the log, which SQLite has not yet taken up. */
export async function writeKilledRun(dir: string): Promise<void> {
  const run = openRun(`${dir}.open`, runConfig);
  await fillRun(run);
  run.usage.totals(); // writes the calls
  cpSync(`${dir}.open`, dir, { recursive: true });
  writeModel(dir);
  run.close();
}

/** All that a run's record holds, to be compared. */
export function contentsOf(run: RunDirectory): unknown {
  return {
    attempts: Array.from({ length: answerCount }, (_, i) => run.attempts.get(keyOf(i))),
    documents: run.documentNames().map((name) => [name, run.document(name)]),
    trajectories: run.trajectories(9).map(({ trajectory }) => ({ ...trajectory })),
    examples: run.examples(1),
    calls: [...run.usage.totals()],
    config: run.config,
  };
}

/** Two runs under a folder, a finished and a killed one, and the copy of either that a test damages. */
export interface RunsToDamage {
  readonly finished: string;
  readonly killed: string;
  readonly dir: string;
  readonly database: string;
  /** Writes both. */
  write(): Promise<void>;
  /** Puts a copy of a run into `dir`. */
  fresh(from: string): void;
  /** What a run holds, `dir` unless another is named. */
  contents(at?: string): unknown;
}

/** See {@link RunsToDamage}. */
export function runsToDamage(root: string): RunsToDamage {
  const [finished, killed, dir] = [join(root, "finished"), join(root, "killed"), join(root, "run")];
  return {
    finished,
    killed,
    dir,
    database: join(dir, "run.sqlite"),
    async write() {
      await writeRun(finished);
      await writeKilledRun(killed);
    },
    fresh(from) {
      rmSync(dir, { recursive: true, force: true });
      cpSync(from, dir, { recursive: true });
    },
    contents(at = dir) {
      const run = readRun(at);
      try {
        return contentsOf(run);
      } finally {
        run.close();
      }
    },
  };
}
