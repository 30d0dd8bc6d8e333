import { expect, test } from "vitest";
import type {
  Example,
  Learner,
  ProgressEvent,
  Trainer,
  TrainingFolders,
  TrainingPlan,
  TrainingRow,
} from "../mdp/index.ts";
import { chance, toyLearner, type ToyFile, type ToyWeights } from "../mdp/testing/index.ts";
import { train, type TrainOptions } from "./train.ts";
import { trainSchema } from "./train-schema.ts";

const start: ToyWeights = { first: 0, afterWrong: 0, afterRight: 0 };
const example = (n: number, changes: Partial<Example> = {}): Example => ({
  id: `1/p${n}/0#0`,
  trajectory: `1/p${n}/0`,
  turn: 0,
  iteration: 1,
  state: [{ role: "user", content: "What is 3 + 4?" }],
  action: n % 2 === 0 ? "#### 7" : "#### 8",
  stop: "endOfTurn",
  reward: n % 2 === 0 ? 1 : 0,
  weight: n % 2 === 0 ? 1.5 : 0.5,
  ...changes,
});
const examples = Array.from({ length: 10 }, (_, n) => example(n));
const options = (changes: Partial<TrainOptions> = {}): TrainOptions => ({
  ...trainSchema.parse({ learningRate: 0.5, batchExamples: 4, epochs: 3, saveEverySteps: 2 }),
  seed: 0,
  ...changes,
});
/** A learner that tells what it was asked; the look after the last step, which moves nothing, is no step. */
function watched(learner: Learner) {
  const batches: { readonly rows: readonly TrainingRow[]; readonly scale: number }[] = [];
  const rates: number[] = [];
  const watching: Learner = {
    ...learner,
    forwardBackward: (rows, scale) => {
      batches.push({ rows, scale });
      return learner.forwardBackward(rows, scale);
    },
    optimStep: (step) => {
      if (step.learningRate === 0) batches.pop();
      else rates.push(step.learningRate);
      return learner.optimStep(step);
    },
  };
  return { watching, batches, rates };
}

test("every example is trained on once per epoch, in batches of batchExamples, each step scaled by 1 / batchExamples", async () => {
  const { watching, batches } = watched(toyLearner(start, new Map()));
  const record = await train(watching, examples, options());
  expect(batches.map(({ rows }) => rows.length)).toEqual([4, 4, 2, 4, 4, 2, 4, 4, 2]);
  expect(new Set(batches.map(({ scale }) => scale))).toEqual(new Set([0.25]));
  for (const epoch of [0, 3, 6]) {
    const ids = batches.slice(epoch, epoch + 3).flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(examples.map(({ id }) => id));
  }
  expect(record.steps).toBe(9);
  expect(record.losses).toHaveLength(9);
});

test("the first step's loss is (1 / batchExamples) * sum of w * mean NLL, by hand", async () => {
  const record = await train(toyLearner(start, new Map()), [example(0), example(1)], options({ epochs: 1 }));
  // At even odds each action token costs ln 2, its end-of-turn token 0: mean NLL (ln 2) / 2; weights 1.5 and 0.5.
  expect(record.losses[0]).toBeCloseTo(((1.5 + 0.5) * Math.LN2) / 2 / 4);
});

test("weighing right answers three times as much teaches to be right three times in four", async () => {
  const disk = new Map<string, ToyFile>();
  const learner = toyLearner(start, disk);
  await train(learner, examples, options({ epochs: 200, learningRate: 1 }));
  await learner.saveWeights("trained");
  expect(chance(disk.get("trained")?.weights.first ?? 0)).toBeCloseTo(0.75, 1); // the weighted likelihood's maximum: 1.5 / (1.5 + 0.5)
});

test("encoding many examples is shown, for it takes long before the first step", async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => example(n));
  const stages: string[] = [];
  const onProgress = ({ stage, done, total }: ProgressEvent) => void stages.push(`${stage} ${done}/${total}`);
  await train(toyLearner(start, new Map()), many, options({ epochs: 1, batchExamples: 10_000 }), { onProgress });
  expect(stages[0]).toBe("encode 0/10000");
  expect(stages.filter((stage) => stage.startsWith("encode"))).toHaveLength(10_001);
});

test("the learning rate warms up and falls as a cosine over all steps", async () => {
  const { watching, rates } = watched(toyLearner(start, new Map()));
  await train(watching, examples, options({ learningRate: 1, warmupShare: 0.2 })); // 9 steps, 2 of warm-up
  expect(rates.slice(0, 3)).toEqual([0.5, 1, 1]);
  expect(rates.slice(2)).toEqual(rates.slice(2).toSorted((a, b) => b - a));
});

test("interrupted at any step and resumed, it ends with the same weights and curve, and no step is taken twice (I3)", async () => {
  const straight = toyLearner(start, new Map());
  const whole = await train(straight, examples, options());
  for (let killAt = 0; killAt < 9; killAt++) {
    const disk = new Map<string, ToyFile>();
    const stop = new AbortController();
    const onProgress = ({ done }: { readonly done: number }) =>
      void (done === killAt && stop.abort(new Error("interrupted")));
    const settings = options({ stateFolder: "state" });
    const first = train(toyLearner(start, disk), examples, settings, { onProgress, signal: stop.signal });
    await expect(first).rejects.toThrow("interrupted");
    const { watching, batches } = watched(toyLearner(start, disk));
    expect(await train(watching, examples, settings)).toEqual(whole);
    expect(batches).toHaveLength(9 - killAt);
  }
});

test("killed without warning, it goes on from the last periodic save", async () => {
  const whole = await train(toyLearner(start, new Map()), examples, options());
  const disk = new Map<string, ToyFile>();
  const learner = toyLearner(start, disk);
  let steps = 0;
  const dying: Learner = {
    ...learner,
    optimStep: (step) => (++steps > 5 ? Promise.reject(new Error("killed")) : learner.optimStep(step)),
  };
  const settings = options({ stateFolder: "state" });
  await expect(train(dying, examples, settings)).rejects.toThrow("killed");
  const { watching, batches } = watched(toyLearner(start, disk));
  expect(await train(watching, examples, settings)).toEqual(whole);
  expect(batches).toHaveLength(5); // saved every 2 steps: after 4 of 9
});

test("a state of other examples, weights or settings is refused, not continued", async () => {
  const disk = new Map<string, ToyFile>();
  await train(toyLearner(start, disk), examples, options({ stateFolder: "state" }));
  const resume = (others: readonly Example[], changes: Partial<TrainOptions> = {}) =>
    train(toyLearner(start, disk), others, options({ stateFolder: "state", ...changes }));
  await expect(resume(examples.slice(1))).rejects.toThrow("the training state in state must be of this training");
  await expect(resume(examples.map((each) => ({ ...each, weight: 1 })))).rejects.toThrow("delete the folder");
  await expect(resume(examples, { epochs: 4 })).rejects.toThrow("delete the folder");
});

test("an example that is too long or has nothing to train on is an error with its id, before the first step (I5)", async () => {
  const { watching, batches } = watched(toyLearner(start, new Map()));
  const long = {
    ...watching,
    row: (each: Example) => ({ ...watching.row(each), tokens: Array(9).fill(1), weights: Array(9).fill(1) }),
  };
  await expect(train(long, examples, options())).rejects.toThrow("example 1/p0/0#0 must have at most 8 tokens");
  await expect(train(watching, [example(0), example(2, { action: "" })], options())).rejects.toThrow("1/p2/0#0");
  const masked = { ...watching, row: (each: Example) => ({ ...watching.row(each), weights: [0, 0, 0] }) };
  await expect(train(masked, examples, options())).rejects.toThrow("example 1/p0/0#0 must have tokens to train on");
  expect(batches).toHaveLength(0);
});

test("examples of weight 0 are left out; none left is an error", async () => {
  const { watching, batches } = watched(toyLearner(start, new Map()));
  await train(watching, [example(0), example(1, { weight: 0 })], options({ epochs: 1 }));
  expect(batches.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(["1/p0/0#0"]);
  await expect(train(watching, [example(1, { weight: 0 })], options())).rejects.toThrow("got none");
});

test("a last step that ruins the weights is refused, and no model is written; the look at it moves no weight", async () => {
  const disk = new Map<string, ToyFile>();
  const fatal = { epochs: 1, batchExamples: 10, learningRate: 1e6, stateFolder: "state", modelFolder: "model" };
  await expect(train(toyLearner(start, disk), examples, options(fatal))).rejects.toThrow(
    "training diverged: a token of the batch of step 1 of 1 cost 0.35 nats before that step and costs ",
  );
  expect(disk.has("model")).toBe(false);

  const { watching } = watched(toyLearner(start, disk));
  await train(watching, examples, options({ saveEverySteps: 1, stateFolder: "sane", modelFolder: "model" }));
  expect(disk.get("model")?.weights).toEqual(disk.get("sane")?.weights);
});

test.each([
  { second: 10.97, again: [0.02, 10.9], ends: "nothing to tell, where the second batch is only harder" },
  { second: 20.28, again: [0.02, 20.2], ends: "nothing to tell, where the second batch is a text like no other" },
  { second: 10.97, again: [1.5, 10.9], ends: "a note, where the first batch costs more than before" },
  { second: 10.97, again: [8], ends: "a refusal, where the first batch costs far more than before" },
])("two steps of 0.01 and $second nats, of which the first is then scored at $again.0, end in $ends", async (row) => {
  const { second, again, ends } = row;
  const nats = [0.01, second, ...again];
  const learner = toyLearner(start, new Map());
  const scripted: typeof learner = {
    ...learner,
    forwardBackward: async (rows, scale) => {
      await learner.forwardBackward(rows, scale);
      const weight = rows.flatMap(({ weights }) => weights).reduce((sum, each) => sum + each, 0);
      return { loss: (nats.shift() ?? 0) * scale * weight };
    },
  };
  const notes: string[] = [];
  const context = { note: (text: string) => notes.push(text) };
  const training = train(scripted, [example(0), example(1)], options({ epochs: 1, batchExamples: 1 }), context);
  if (ends.startsWith("a refusal")) {
    await expect(training).rejects.toThrow(
      "a token of the batch of step 1 of 2 cost 0.01 nats before that step and costs 8.00",
    );
  } else {
    await training;
    const told = "a token of the first step's batch cost 0.01 nats before that step and costs 1.50 after the last one";
    expect(notes).toEqual(ends.startsWith("a note") ? [expect.stringContaining(told)] : []);
  }
  expect(nats).toEqual([]);
});

test("a trainer is handed the plan that a learner would take step by step: batches, scales, learning rates", async () => {
  const { watching, batches, rates } = watched(toyLearner(start, new Map()));
  await train(watching, examples, options());
  const handed: { readonly plan: TrainingPlan; readonly folders: TrainingFolders }[] = [];
  const { name, maxTokens, row, close } = toyLearner(start, new Map());
  const fit: Trainer["fit"] = async (plan, folders) => (
    handed.push({ plan, folders }),
    { losses: [2], gradNorms: [1] }
  );
  const folders = { stateFolder: "state", modelFolder: "model" };
  const record = await train({ name, maxTokens, row, close, fit }, examples, options(folders));
  expect(record).toEqual({ examples: 10, steps: 9, losses: [2], gradNorms: [1] });
  expect(handed[0]?.folders).toEqual(folders);
  const { rows = [], steps = [] } = handed[0]?.plan ?? {};
  const asBatch = ({ batch, scale }: TrainingPlan["steps"][number]) => ({ rows: batch.map((i) => rows[i]), scale });
  expect(steps.map(asBatch)).toEqual(batches);
  expect(steps.map(({ optimizer }) => optimizer.learningRate)).toEqual(rates);
});
