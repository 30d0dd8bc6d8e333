import { additions, additionTask, toyModels, type ToyFile } from "../../src/mdp/testing/index.ts";
import type { Attempt, Problem, Trajectory } from "../../src/mdp/index.ts";
import { riseSchema } from "../../src/rise-schema.ts";
import { rise } from "../../src/rise.ts";
import { openRun, type RunDirectory } from "../../src/store/index.ts";

const base = "models/toy";

/** Runs the whole method on toy models, recorded in a folder as any run is. */
export async function storedRun(dir: string): Promise<void> {
  const disk = new Map<string, ToyFile>([[base, { weights: { first: -0.2, afterWrong: -0.4, afterRight: 0.6 } }]]);
  const config = riseSchema.parse({
    seed: 17,
    iterations: 1,
    mdp: { attemptsInView: 1 },
    collect: { turns: 2, samples: 2, afterSuccess: "continue" },
    improve: { by: "self", samples: 8 },
    train: { learningRate: 0.5, batchExamples: 32, epochs: 1 },
    evaluate: { seeds: 1 },
  });
  const task = additionTask({ train: additions(40, "train"), test: additions(60, "test") });
  const store = openRun(dir, { ...config, preset: "rise-self", task: { name: "addition" } });
  try {
    await rise({ task, base, models: toyModels(disk, { first: 3, afterWrong: 3, afterRight: 4 }), store, config });
  } finally {
    store.close();
  }
}

/** Texts that break a page which takes them for more than text. */
export const hostileTexts = {
  script: `</script></pre><script>alert("x")</script><img src=x onerror=alert(1)><svg onload=alert(2)>`,
  turned: "\u202e54 = x\u2066",
  controls: "\u0000\u0007\u001b[31mred\u001b[0m",
  formula: String.raw`$\href{javascript:alert(1)}{x}$ and $\def\a{\a\a}\a$ and $\frac{1}{2}$`,
  long: `${"a".repeat(1_000_000)}END`,
} as const;

/** A run under way, of hostile texts: each is a problem, an answer and an attempt with tokens. */
export async function hostileRun(dir: string): Promise<RunDirectory> {
  const run = openRun(dir, { preset: "rise-self", task: { name: hostileTexts.script }, improve: { by: "none" } });
  const trajectories: Trajectory[] = [];
  for (const [id, text] of Object.entries(hostileTexts)) {
    const problem: Problem = { id, question: text.slice(0, 200), answer: text.slice(0, 200) };
    trajectories.push(await trajectoryOf(run, problem, text));
  }
  run.saveTrajectories(1, trajectories);
  return run;
}

async function trajectoryOf(run: RunDirectory, problem: Problem, text: string): Promise<Trajectory> {
  const id = `1/${problem.id}/0`;
  const tokens = { tokenizer: "none-that-is-here", prompt: [1, 2, 3], response: [4, 5], logprobs: [-0.1, -3] };
  const attempt: Attempt = { text, stop: "length", usage: { generatedTokens: 2, readTokens: 3 }, tokens };
  await run.attempts.put(`${id}/0`, [attempt]);
  const grade = { outcome: "wrong", answer: text.slice(0, 100), reason: text.slice(0, 100) } as const;
  return {
    id,
    problem,
    turns: [{ state: [{ role: "user", content: text }], attempt, grade, reward: 0, by: "policy" }],
  };
}
