import {
  ConfigError,
  createRng,
  introspectionMessage,
  introspectionPresets,
  pick,
  seedOf,
  type Example,
  type Message,
  type Problem,
  type Rng,
  type Task,
} from "../../mdp/index.ts";
import type { GeneratedTask } from "../../tasks/index.ts";
import type { PretrainConfig } from "./pretrain-schema.ts";

/**
 * How a second question of a chat begins. Several, so that a model learns to look past whatever precedes a question:
 * introspection prompts are worded otherwise again.
 */
export const leadIns = [
  "",
  "Next: ",
  "Here's the question: ",
  "Now answer this one. ",
  "Your next one, please. ",
  "Check your numbers, then answer. Here's the question: ",
  "Please try again with this one: ",
  "Again, please answer. Here's the question: ",
] as const;

/** How a user asks for the same answer again, and for another one. */
export const requests = {
  same: ["The same again, please.", "Repeat your answer.", "Say that once more."],
  other: ["Another answer, please.", "Try something else.", "Give a different answer."],
} as const;

/** How problems are put into chats: the shares of a pretrain config, each in [0, 1]. */
export type ChatOptions = Pick<PretrainConfig, "twoProblems" | "askedTwice" | "seed"> &
  Partial<Pick<PretrainConfig, "alike" | "tries" | "onRequest" | "askedAgainBy">> & {
    readonly mdp?: Pick<PretrainConfig["mdp"], "introspection">;
  };

/**
 * Worked solutions, and honest tries, as chats to learn from: each holds one problem, two different ones, or one that is
 * asked twice, and answered alike or afresh. Nothing in them is a correction: whether a second answer is the first again
 * does not depend on whether that was right. A model learns to answer the last question of a chat, to find what the chat
 * already says, and to look elsewhere; when to do which, it cannot learn here.
 *
 * @returns at least one example for each problem, in their order, all of weight 1; those of one chat share a trajectory
 * @throws ConfigError if a problem has no worked solution, or tries are wanted of a task that has none
 */
export function pretrainChats(task: Task, problems: readonly Problem[], options: ChatOptions): readonly Example[] {
  const rng = createRng(options.seed);
  const write = writerOf(task, options);
  const isAlike = shareDraw(options.alike ?? 1, options.seed, "alike");
  const isRequested = shareDraw(options.onRequest ?? 0, options.seed, "on request");
  const examples: Example[] = [];
  let begin = 0;
  while (begin < problems.length) {
    const draw = rng.next();
    const two = draw < options.twoProblems;
    const answered = (problem: Problem): Answered => ({ problem, action: write(problem) });
    const chat = problems.slice(begin, begin + (two ? 2 : 1)).map(answered);
    const [first] = chat;
    if (!two && first !== undefined && draw < options.twoProblems + options.askedTwice) {
      chat.push(askedAgain(first, { alike: isAlike(), requested: isRequested() }, answered, rng));
    }
    examples.push(...examplesOf(task, chat, `chat-${begin}`, rng, options));
    begin += two ? 2 : 1;
  }
  return examples;
}

/** A problem and what is answered; `request` where the user said whether it was to be the same again. */
interface Answered {
  readonly problem: Problem;
  readonly action: string;
  readonly request?: string;
}

/** The second answer to a question: alike or afresh, and if that was asked for, in so many words; another one is another. */
function askedAgain(
  first: Answered,
  { alike, requested }: { readonly alike: boolean; readonly requested: boolean },
  answered: (problem: Problem) => Answered,
  rng: Rng,
): Answered {
  let second = alike ? first : answered(first.problem);
  if (!requested) return second;
  if (!alike) {
    for (let draw = 1; second.action === first.action && draw < draws; draw++) second = answered(first.problem);
  }
  return { ...second, request: pick(rng, requests[second.action === first.action ? "same" : "other"]) };
}

const draws = 20; // a problem may have one answer only: then the same is asked for

/** Writes worked solutions, or honest tries in their share. */
function writerOf(task: Task, { tries = 0, seed }: ChatOptions): (problem: Problem) => string {
  if (tries === 0) return solutionOf;
  if (!("tryOut" in task)) {
    throw new ConfigError(
      `tries needs a task whose attempts can be checked, got ${task.name}; try guess-and-check, or tries: 0`,
    );
  }
  const { tryOut } = task as GeneratedTask; // what has `tryOut` is one
  const rng = createRng(seedOf(seed, "tries"));
  return (problem) => (rng.next() < tries ? tryOut(problem, rng) : solutionOf(problem));
}

/** Draws true in the given share of calls. */
function shareDraw(share: number, seed: number, name: string): () => boolean {
  const rng = createRng(seedOf(seed, name));
  return () => share === 1 || rng.next() < share;
}

function examplesOf(
  task: Task,
  chat: readonly Answered[],
  trajectory: string,
  rng: Rng,
  options: ChatOptions,
): Example[] {
  let state: readonly Message[] = [];
  return chat.map((answered, turn) => {
    const example = exampleOf(answered.action, [...state, ...asked(task, chat, turn, rng, options)], trajectory, turn);
    state = [...example.state, { role: "assistant", content: answered.action }];
    return example;
  });
}

/** How the user asks: a problem, at first; then another one, or for the same once more. */
function asked(
  task: Task,
  chat: readonly Answered[],
  turn: number,
  rng: Rng,
  { askedAgainBy, mdp }: ChatOptions,
): readonly Message[] {
  const { problem, request } = chat[turn] as Answered; // a turn of the chat
  if (request !== undefined) return [{ role: "user", content: request }];
  if (turn === 0) return task.prompt(problem);
  if (chat[turn - 1]?.problem !== problem || askedAgainBy === undefined || askedAgainBy === "leadIns")
    return ledIn(task.prompt(problem), rng);
  const prompt = askedAgainBy === "mdp" && mdp !== undefined ? mdp.introspection : pick(rng, introspectionNames);
  return [introspectionMessage(prompt, problem.question)];
}

/** The introspection presets by name. */
export const introspectionNames = Object.keys(introspectionPresets) as (keyof typeof introspectionPresets)[]; // keys of a constant record

function solutionOf({ id, solution }: Problem): string {
  if (solution !== undefined) return solution;
  throw new ConfigError(`problem ${id} has no worked solution to learn from; pretrain on a task that has them`);
}

function exampleOf(action: string, state: readonly Message[], trajectory: string, turn: number): Example {
  const id = `${trajectory}/${turn}`;
  return { id, trajectory, turn, iteration: 0, state, action, stop: "endOfTurn", reward: 1, weight: 1 };
}

function ledIn(prompt: readonly Message[], rng: Rng): readonly Message[] {
  const leadIn = pick(rng, leadIns);
  return prompt.map((message) => ({ ...message, content: `${leadIn}${message.content}` }));
}
