import type { Attempt, Example, Message, Policy, SampleRequest, Task, Trainer, TrainingPlan } from "../../mdp/index.ts";
import { attemptTokens, chatTokens, isRight, type Behaviour } from "./behaviour.ts";

/** The model that is asked. */
export type Role = "policy" | "teacher";

/** The size of one training. */
export interface TrainingWork {
  readonly examples: number;
  readonly steps: number;
  /** Tokens of all rows of all epochs. */
  readonly tokens: number;
  /** Those of them that the loss is on. */
  readonly lossTokens: number;
  readonly longestRowTokens: number;
}

/** A policy that answers at once, as long and as often right as it is assumed to. */
export function rehearsedPolicy(
  name: Role,
  behaviour: Behaviour,
  note: (request: SampleRequest, attempts: readonly Attempt[]) => void,
): Policy {
  const attempt = (messages: readonly Message[], key: string, maxTokens: number): Attempt => {
    const generatedTokens = Math.min(maxTokens, attemptTokens(behaviour, messages, key));
    const text = `${isRight(behaviour, key) ? right : wrong}${filler(generatedTokens / behaviour.rendering.tokensPerChar)}`;
    return {
      text,
      stop: "endOfTurn",
      usage: { generatedTokens, readTokens: chatTokens(messages, behaviour.rendering) },
    };
  };
  return {
    name,
    digest: name,
    concurrency: 64,
    sample: (request) => {
      const { key, n, messages, maxTokens } = request;
      const attempts = Array.from({ length: n }, (_, i) => attempt(messages, `${key}#${i}`, maxTokens));
      note(request, attempts);
      return Promise.resolve(attempts);
    },
    close: () => Promise.resolve(),
  };
}

const [right, wrong] = ["+", "-"];
const words = "so many words ".repeat(4096);
const filler = (chars: number): string => words.slice(0, Math.max(0, Math.round(chars) - 1));

/** A task's problems and prompts; whether an attempt is right was settled when it was made. */
export function rehearsedTask(task: Task): Task {
  return {
    name: task.name,
    problems: (split) => task.problems(split),
    prompt: (problem) => task.prompt(problem),
    grade: (_, text) =>
      Promise.resolve({ outcome: text.startsWith(right) ? "correct" : "wrong", answer: text.slice(0, 1) }),
    isSameAnswer: (a, b) => a === b,
  };
}

/** A trainer that counts what it is to fit. */
export function rehearsedTrainer(behaviour: Behaviour, note: (work: TrainingWork) => void): Trainer {
  const rowTokens = new Map<string, number>();
  const actionTokens = new Map<string, number>();
  return {
    name: "rehearsal",
    maxTokens: Infinity,
    row: (example: Example) => {
      const { id, state, action, weight } = example;
      const tokens = chatTokens([...state, { role: "assistant", content: action }], behaviour.rendering);
      rowTokens.set(id, tokens);
      actionTokens.set(id, chatTokens([{ role: "assistant", content: action }], behaviour.rendering));
      return { id, tokens: [0], weights: [weight] }; // one token stands for the row: a plan of millions would take long
    },
    fit: ({ rows, steps }: TrainingPlan) => {
      const sumOf = (counts: ReadonlyMap<string, number>): number =>
        steps.reduce(
          (sum, { batch }) => batch.reduce((total, place) => total + (counts.get(rows[place]?.id ?? "") ?? 0), sum),
          0,
        );
      const longestRowTokens = rows.reduce((most, { id }) => Math.max(most, rowTokens.get(id) ?? 0), 0);
      const tokens = { tokens: sumOf(rowTokens), lossTokens: sumOf(actionTokens) };
      note({ examples: rows.length, steps: steps.length, ...tokens, longestRowTokens });
      return Promise.resolve({ losses: steps.map(() => 0), gradNorms: steps.map(() => 0) });
    },
    close: () => Promise.resolve(),
  };
}
