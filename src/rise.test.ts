import { describe, expect, test } from "vitest";
import { InfrastructureError, type Models, type Policy, type Trainer } from "./mdp/index.ts";
import {
  additions,
  additionTask,
  memoryStore,
  toyModels,
  type MemoryStore,
  type ToyFile,
  type ToyWeights,
} from "./mdp/testing/index.ts";
import { rise, type RiseResult } from "./rise.ts";
import { riseSchema, type RiseConfigInput } from "./rise-schema.ts";

const base: ToyWeights = { first: -0.5, afterWrong: -0.5, afterRight: 0 };
const expert: ToyWeights = { first: 3, afterWrong: 3, afterRight: 4 };
const task = additionTask({ train: additions(60, "train"), test: additions(60, "test") });
const small: RiseConfigInput = {
  iterations: 2,
  improve: { by: "distill" },
  train: { learningRate: 1, batchExamples: 8, epochs: 4, saveEverySteps: 5 },
  evaluate: { seeds: 2 },
};
const freshDisk = (): Map<string, ToyFile> => new Map([["base", { weights: base }]]);

interface Place {
  readonly store: MemoryStore;
  readonly disk: Map<string, ToyFile>;
}
const freshPlace = (): Place => ({ store: memoryStore(), disk: freshDisk() });
const run = ({ store, disk }: Place, config: RiseConfigInput, models: Models = toyModels(disk, expert)) =>
  rise({ task, base: "base", models, store, config: riseSchema.parse(config) });

describe("a run", () => {
  test("teaches the toy model to correct itself: more right at turn 5 than at turn 1, and than its base", async () => {
    const { evaluations, comparisons } = await run(freshPlace(), small);
    expect(evaluations.map(({ scores }) => scores.name)).toEqual(["base", "iteration-1", "iteration-2"]);
    const difference = (a: string, b: string, metric: string) =>
      comparisons.find((each) => each.a === a && each.b === b && each.metric === metric);
    expect(difference("base", "iteration-2", "m1@t5")).toMatchObject({ distinguishable: true });
    expect(difference("iteration-2", "iteration-2", "m1@t5 - m1@t1")?.difference.low).toBeGreaterThan(0);
    const [first, last] = [evaluations[0]?.scores.metrics.flows[0], evaluations[2]?.scores.metrics.flows[0]];
    expect(last?.atRisk.wrongToRight.low).toBeGreaterThan(first?.atRisk.wrongToRight.high ?? 1);
  });

  test("tells which stage of which iteration is under way", async () => {
    const stages = new Set<string>();
    const { store, disk } = freshPlace();
    const config = riseSchema.parse({ ...small, iterations: 1 });
    await rise(
      { task, base: "base", models: toyModels(disk, expert), store, config },
      { onProgress: ({ stage }) => stages.add(stage) },
    );
    expect([...stages]).toEqual([
      "evaluate base",
      "iteration 1: collect",
      "iteration 1: improve by distill",
      "iteration 1: train",
      "evaluate iteration-1",
    ]);
  });

  test("holds one model at a time", async () => {
    const place = freshPlace();
    const models = toyModels(place.disk, expert);
    await run(place, small, models);
    expect(models.open).toMatchObject({ now: 0, most: 1 });
  });

  test("whose models have a trainer hands each iteration's plan to it, and goes on with the models that it leaves", async () => {
    const place = freshPlace();
    const models = toyModels(place.disk, expert);
    const plans: string[] = [];
    const trainer = async (model: string): Promise<Trainer> => ({
      ...(await models.learner(model)),
      async fit(plan, { modelFolder }) {
        plans.push(plan.id);
        place.disk.set(modelFolder, { weights: expert });
        return { losses: [plans.length], gradNorms: [1] };
      },
    });
    const learner = () => Promise.reject(new Error("a run with a trainer opens no learner"));
    const { iterations } = await run(place, small, { ...models, learner, trainer });
    expect(new Set(plans).size).toBe(2);
    expect(iterations.map(({ training }) => training.losses)).toEqual([[1], [2]]);
  });

  test("trains on all iterations' turns, from the base", async () => {
    const place = freshPlace();
    const { iterations } = await run(place, small);
    const trainedIn = (iteration: number) => place.store.examples.get(iteration) ?? [];
    expect(new Set(trainedIn(1).map((example) => example.iteration))).toEqual(new Set([1]));
    expect(new Set(trainedIn(2).map((example) => example.iteration))).toEqual(new Set([1, 2]));
    const mean = trainedIn(2).reduce((sum, { weight }) => sum + weight, 0) / trainedIn(2).length;
    expect(mean).toBeCloseTo(1);
    expect(iterations.map(({ weights }) => weights.examples)).toEqual([trainedIn(1).length, trainedIn(2).length]);
  });

  test("collects k turns in iteration k, on-policy, and never touches a test problem while training (I8)", async () => {
    const place = freshPlace();
    await run(place, small);
    const keys = place.store.keys();
    expect(keys.filter((key) => !key.startsWith("evaluate/") && key.includes("test-"))).toEqual([]);
    const turns = (iteration: number) =>
      place.store
        .trajectories(2)
        .filter((each) => each.iteration === iteration)
        .map(({ trajectory }) => trajectory.turns.filter(({ by }) => by === "policy").length);
    expect(Math.max(...turns(1))).toBe(1);
    expect(Math.max(...turns(2))).toBe(2);
  });

  test("makes the same model whatever the test answers are: labels of the test split teach nothing (I8)", async () => {
    const models = await Promise.all(
      [additions(20, "test"), additions(20, "test").map((problem) => ({ ...problem, answer: "-1" }))].map(
        async (test) => {
          const { store, disk } = freshPlace();
          const blind = additionTask({ train: additions(30, "train"), test });
          await rise({
            task: blind,
            base: "base",
            models: toyModels(disk, expert),
            store,
            config: riseSchema.parse(small),
          });
          return { examples: [...store.examples], weights: disk.get("memory/iteration-2/model") };
        },
      ),
    );
    expect(models[1]).toEqual(models[0]);
  });

  test("shows as many attempts as its iteration collected, unless set", async () => {
    const views = async (config: RiseConfigInput): Promise<number[]> =>
      (await run(freshPlace(), { ...small, ...config })).evaluations.map(({ attemptsInView }) => attemptsInView);
    expect(await views({})).toEqual([1, 1, 2]);
    expect(await views({ mdp: { attemptsInView: 1 } })).toEqual([1, 1, 1]);
    expect(await views({ collect: { turns: 3 } })).toEqual([3, 3, 3]);
  });

  test("with 0 iterations evaluates the base alone; self-improvement needs no teacher, distillation does", async () => {
    const { evaluations, model } = await run(freshPlace(), { iterations: 0 });
    expect(evaluations).toHaveLength(1);
    expect(model).toBe("base");
    const place = freshPlace();
    const alone = toyModels(place.disk);
    await run(place, { ...small, iterations: 1, improve: { by: "self", samples: 4 } }, alone);
    await expect(run(freshPlace(), small, toyModels(freshDisk()))).rejects.toThrow(
      "need a teacher model, but none is set",
    );
  });

  test("with the policy as its own critic puts a critique before each introspection prompt, and asks for each once", async () => {
    const place = freshPlace();
    await run(place, { iterations: 0, mdp: { critic: "self" }, evaluate: { problems: 3, seeds: 1 } });
    const critiques = place.store.keys().filter((key) => key.endsWith("/critique"));
    expect(critiques).toHaveLength(3 * 4); // of every attempt but the last
    const [first] = critiques;
    const critique = place.store.attempts.get(first ?? "")?.[0]?.text ?? "";
    expect(critique).toMatch(/^#### /); // the toy model knows no other words
  });

  test("refuses to go on with another model behind the same name", async () => {
    const place = freshPlace();
    await run(place, { iterations: 0 });
    place.disk.set("base", { weights: expert });
    await expect(run(place, small)).rejects.toThrow("base must be the model that the run began with");
  });

  test("whose test problems are among its training problems is refused before anything is sampled (I8)", async () => {
    const leaky = additionTask({ train: additions(5, "train"), test: additions(5, "train") });
    const { store, disk } = freshPlace();
    const started = rise({ task: leaky, base: "base", models: toyModels(disk), store, config: riseSchema.parse({}) });
    await expect(started).rejects.toThrow("test problems must not be training problems, got 5 of 5");
    expect(store.keys()).toEqual([]);
  });
});

describe("a run that is killed and started again", () => {
  /** Models that fail after a number of samples or training steps, as a killed process would. */
  const dying = (models: Models, breath: { left: number }): Models => {
    const spend = (): void => {
      if (breath.left-- <= 0) throw new InfrastructureError("killed");
    };
    const mortal = async (opening: Promise<Policy>): Promise<Policy> => {
      const policy = await opening;
      return { ...policy, sample: async (request) => (spend(), policy.sample(request)) };
    };
    return {
      policy: (model) => mortal(models.policy(model)),
      learner: async (model) => {
        const learner = await models.learner(model);
        return { ...learner, optimStep: async (step) => (spend(), learner.optimStep(step)) };
      },
      ...(models.teacher === undefined ? {} : { teacher: () => mortal(models.teacher?.() ?? models.policy("base")) }),
    };
  };

  test("ends with the same samples, weights and figures as one that never was, wherever it was killed (I2, I3)", async () => {
    const straight = freshPlace();
    const whole = await run(straight, small);
    for (const breaths of [97, 211, 400]) {
      const place = freshPlace();
      let result: RiseResult | undefined;
      for (let process = 1; result === undefined; process++) {
        expect(process).toBeLessThan(40);
        try {
          result = await run(place, small, dying(toyModels(place.disk, expert), { left: breaths }));
        } catch (error) {
          expect(error).toBeInstanceOf(InfrastructureError);
        }
      }
      expect(result).toEqual(whole);
      expect(place.store.keys().toSorted()).toEqual(straight.store.keys().toSorted());
      expect([...place.store.documents]).toEqual([...straight.store.documents]);
      for (const iteration of [1, 2]) {
        const folder = `memory/iteration-${iteration}/model`;
        expect(place.disk.get(folder)).toEqual(straight.disk.get(folder));
      }
    }
  });

  test("does nothing again once it is finished", async () => {
    const place = freshPlace();
    const whole = await run(place, small);
    const untouchable: Models = {
      policy: () => Promise.reject(new Error("opened a policy")),
      learner: () => Promise.reject(new Error("opened a learner")),
    };
    expect(await run(place, small, untouchable)).toEqual(whole);
  });
});
