import { createRng, type Example, type Message, type Problem, type Rng, type Task } from "../../mdp/index.ts";
import { ConfigError } from "../../mdp/index.ts";

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

/** How problems are put into chats. */
export interface ChatOptions {
  /** Share of the chats that go on to a second, different problem, in [0, 1]. */
  readonly twoProblems: number;
  /** Share of the chats that ask the same question a second time, which is answered alike; with twoProblems at most 1. */
  readonly askedTwice: number;
  readonly seed: number;
}

/**
 * Worked solutions as chats to learn from: each holds one problem, two different ones, or one that is asked twice and
 * answered alike. Nothing in them is a correction: a model learns to answer the last question of a chat, and to find
 * what the chat already says.
 *
 * @returns at least one example for each problem, in their order, all of weight 1; those of one chat share a trajectory
 * @throws ConfigError if a problem has no worked solution
 */
export function pretrainChats(task: Task, problems: readonly Problem[], options: ChatOptions): readonly Example[] {
  const rng = createRng(options.seed);
  const examples: Example[] = [];
  let begin = 0;
  while (begin < problems.length) {
    const draw = rng.next();
    const chat = problems.slice(begin, begin + (draw < options.twoProblems ? 2 : 1));
    const again = draw >= options.twoProblems && draw < options.twoProblems + options.askedTwice ? chat : [];
    examples.push(...examplesOf(task, [...chat, ...again], `chat-${begin}`, rng));
    begin += chat.length;
  }
  return examples;
}

function examplesOf(task: Task, chat: readonly Problem[], trajectory: string, rng: Rng): Example[] {
  let state: readonly Message[] = [];
  return chat.map((problem, turn) => {
    const asked = turn === 0 ? task.prompt(problem) : ledIn(task.prompt(problem), rng);
    const example = exampleOf(problem, [...state, ...asked], trajectory, turn);
    state = [...example.state, { role: "assistant", content: example.action }];
    return example;
  });
}

function exampleOf(problem: Problem, state: readonly Message[], trajectory: string, turn: number): Example {
  if (problem.solution === undefined) {
    throw new ConfigError(
      `problem ${problem.id} has no worked solution to learn from; pretrain on a task that has them`,
    );
  }
  const id = `${trajectory}/${turn}`;
  return {
    id,
    trajectory,
    turn,
    iteration: 0,
    state,
    action: problem.solution,
    stop: "endOfTurn",
    reward: 1,
    weight: 1,
  };
}

function ledIn(prompt: readonly Message[], rng: Rng): readonly Message[] {
  const leadIn = leadIns[rng.below(leadIns.length)] ?? "";
  return prompt.map((message) => ({ ...message, content: `${leadIn}${message.content}` }));
}
