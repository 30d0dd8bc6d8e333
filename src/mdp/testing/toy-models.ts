import type { Attempt } from "../attempt.ts";
import { ConfigError } from "../errors.ts";
import type { Example } from "../example.ts";
import type { Learner, TrainingProgress, TrainingRow } from "../ports/learner.ts";
import type { Models } from "../ports/models.ts";
import type { Policy, SampleRequest } from "../ports/policy.ts";
import type { Message } from "../problem.ts";
import { createRng, seedOf } from "../rng.ts";
import { attemptOf } from "./scripted-policy.ts";

/**
 * The toy model adds two numbers; its weights are the log-odds of adding right: at the first turn, after a wrong attempt and
 * after a right one. Small enough to be computed by hand, and able to learn what RISE teaches.
 */
export interface ToyWeights {
  readonly first: number;
  readonly afterWrong: number;
  readonly afterRight: number;
}

type Situation = keyof ToyWeights;
const situations: readonly Situation[] = ["first", "afterWrong", "afterRight"];
const endOfTurn = 9; // token ids: 0 to 2 the situation, 3 a wrong action, 4 a right one
const [wrongAction, rightAction] = [3, 4];
const tokenizer = "toy";

/** The chance that log-odds stand for. */
export const chance = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

const numbersIn = (text: string): readonly number[] => [...text.matchAll(/\d+/g)].map(Number);

function sumIn(state: readonly Message[]): number {
  const [a = 0, b = 0] = numbersIn(state.find(({ role }) => role === "user")?.content ?? "");
  return a + b;
}

function situationOf(state: readonly Message[]): Situation {
  const last = state.findLast(({ role }) => role === "assistant");
  if (last === undefined) return "first";
  return isRight(state, last.content) ? "afterRight" : "afterWrong";
}

const isRight = (state: readonly Message[], text: string): boolean => numbersIn(text).at(-1) === sumIn(state);

/** The toy model as a policy. */
export function toyPolicy(weights: ToyWeights, name = "toy"): Policy {
  const respond = ({ messages, seed, temperature, maxTokens }: SampleRequest, index: number): Attempt => {
    const rng = createRng(seedOf(seed, index));
    const situation = situationOf(messages);
    const p = chance(weights[situation]);
    const right = temperature === 0 ? p > 0.5 : rng.next() < p;
    const error = temperature === 0 ? 1 : 1 + rng.below(3);
    const text = `#### ${sumIn(messages) + (right ? 0 : error)}`;
    const response = [right ? rightAction : wrongAction, endOfTurn].slice(0, maxTokens);
    const prompt = [situations.indexOf(situation)];
    const logprobs = [Math.log(right ? p : 1 - p), 0].slice(0, maxTokens);
    const usage = { generatedTokens: response.length, readTokens: 1 };
    const stop = response.length === 2 ? "endOfTurn" : "length";
    return attemptOf(text, { stop, usage, tokens: { tokenizer, prompt, response, logprobs } });
  };
  return {
    name,
    digest: JSON.stringify(weights),
    concurrency: 3,
    async sample(request, signal) {
      signal?.throwIfAborted();
      await Promise.resolve(); // as any policy: the answer comes later
      return Array.from({ length: request.n }, (_, index) => respond(request, index));
    },
    close: () => Promise.resolve(),
  };
}

/** The content of the toy models' disk: weights, or a training state. */
export interface ToyFile {
  readonly weights: ToyWeights;
  readonly progress?: TrainingProgress;
}

/** The toy model as a learner: exact gradients of the weighted NLL, plain gradient steps. */
export function toyLearner(start: ToyWeights, disk: Map<string, ToyFile>, maxTokens = 8): Learner {
  let weights = start;
  let gradient = [0, 0, 0]; // shape [3], by situation
  const addGradient = ({ tokens, weights: lossWeights }: TrainingRow, scale: number): number => {
    const [situation = 0, action] = tokens;
    const p = chance(weights[situations[situation] ?? "first"]);
    const right = action === rightAction;
    const lossWeight = scale * (lossWeights[1] ?? 0);
    gradient[situation] = (gradient[situation] ?? 0) - lossWeight * (right ? 1 - p : -p);
    return -lossWeight * Math.log(right ? p : 1 - p);
  };
  return {
    name: "toy",
    maxTokens,
    startDigest: () => Promise.resolve(JSON.stringify(start)),
    row,
    forwardBackward: (rows, scale) =>
      Promise.resolve({ loss: rows.reduce((sum, each) => sum + addGradient(each, scale), 0) }),
    optimStep({ learningRate, maxGradNorm }) {
      const gradNorm = Math.hypot(...gradient);
      const step = learningRate * Math.min(1, maxGradNorm / gradNorm);
      const [first = 0, afterWrong = 0, afterRight = 0] = gradient.map((slope) => (slope === 0 ? 0 : step * slope));
      weights = {
        first: weights.first - first,
        afterWrong: weights.afterWrong - afterWrong,
        afterRight: weights.afterRight - afterRight,
      };
      gradient = [0, 0, 0];
      return Promise.resolve({ gradNorm });
    },
    saveWeights: (folder) => Promise.resolve(void disk.set(folder, { weights })),
    saveState: (folder, progress) => Promise.resolve(void disk.set(folder, { weights, progress })),
    loadState(folder) {
      const saved = disk.get(folder);
      if (saved?.progress !== undefined) weights = saved.weights;
      return Promise.resolve(saved?.progress);
    },
    sampler: () => Promise.resolve(toyPolicy(weights)),
    close: () => Promise.resolve(),
  };
}

function row({ id, state, action, stop, tokens, weight }: Example): TrainingRow {
  if (action === "") throw new ConfigError(`example ${id} must have an action to train on, got none`);
  const own = tokens?.tokenizer === tokenizer;
  const prompt = own ? tokens.prompt : [situations.indexOf(situationOf(state))];
  const end = stop === "endOfTurn" ? [endOfTurn] : [];
  const response = own ? tokens.response : [isRight(state, action) ? rightAction : wrongAction, ...end];
  const share = weight / response.length;
  return { id, tokens: [...prompt, ...response], weights: [...prompt.map(() => 0), ...response.map(() => share)] };
}

/** Toy models on a disk in memory, which outlives the "process" that opened them. */
export interface ToyModels extends Models {
  /** How many are open now, and the most that ever were at once. */
  readonly open: { readonly now: number; readonly most: number };
}

/**
 * Opens toy models.
 *
 * @param disk weights by folder
 * @param teacher absent: no teacher is configured
 */
export function toyModels(disk: Map<string, ToyFile>, teacher?: ToyWeights): ToyModels {
  const open = { now: 0, most: 0 };
  const counted = <T extends { close(): Promise<void> }>(model: T): T => {
    open.now++;
    open.most = Math.max(open.most, open.now);
    return { ...model, close: () => Promise.resolve(void open.now--) };
  };
  const weightsAt = (model: string): ToyWeights => {
    const file = disk.get(model);
    if (file === undefined) throw new ConfigError(`no model at ${model}`);
    return file.weights;
  };
  return {
    open,
    policy: async (model) => counted(toyPolicy(weightsAt(model), model)),
    learner: async (model) => counted(toyLearner(weightsAt(model), disk)),
    ...(teacher === undefined ? {} : { teacher: async () => counted(toyPolicy(teacher, "teacher")) }),
  };
}
