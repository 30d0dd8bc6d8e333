import {
  answerClasses,
  ContextError,
  gradedTurn,
  majority,
  rolloutTurns,
  sampleMany,
  type Grade,
  type Message,
  type Policy,
  type Problem,
  type RolloutOptions,
  type SamplingOptions,
  type StateOptions,
  type Task,
  type Turn,
} from "../../mdp/index.ts";
import type { AnswerReader, Verifier } from "./judge.ts";
import { untilStop } from "./stop-texts.ts";
import type { Strategy } from "./strategy.ts";

/** A question to be thought over once. */
export interface Question {
  readonly messages: readonly Message[];
  /** The text that introspection prompts restate. */
  readonly text: string;
  /** The right answer, where the asker knows it: the turns end where one reaches it. */
  readonly gold?: string;
  readonly strategy: Strategy;
  readonly view: StateOptions;
  readonly sampling: SamplingOptions;
  /** A response ends before the first of these. */
  readonly stop: readonly string[];
  /** With the seed it decides the samples: keys are those of `rise eval`. */
  readonly key: string;
  readonly seed: number;
}

/** A turn of a thought, and the class of its answer. */
export interface ThoughtTurn {
  readonly turn: Turn;
  /** Equal answers have one class; null where there is no answer. */
  readonly answerClass: number | null;
}

/** Why the turns ended: all were taken, enough agreed, one was verified, or the model's context was full. */
type Ending = "turns" | "agreed" | "verified" | "context";

/** A question thought over: all turns, and which of them is the answer. */
export interface Thought {
  readonly turns: readonly ThoughtTurn[];
  /** Place of the answer among the turns. */
  readonly chosen: number;
  readonly ended: Ending;
}

/** Is told of a thought as it comes. */
export interface Watcher {
  /** A piece of a response; `place` is its place among the turns. */
  text?(piece: string, place: number): void;
  turn?(turn: ThoughtTurn, place: number): void;
}

/** The parts that answer. */
interface Thinker {
  readonly policy: Policy;
  readonly reader: AnswerReader;
  readonly verifier?: Verifier;
}

/**
 * Thinks a question over: k turns of the one rollout, or first turns side by side, and the vote or the last of them.
 *
 * @throws ConfigError if the model cannot be asked this; InfrastructureError if it could not answer
 */
export async function think(
  thinker: Thinker,
  question: Question,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<Thought> {
  const { strategy } = question;
  const task = taskOf(thinker, question, signal);
  const classOf = answerClasses(task);
  const turns: ThoughtTurn[] = [];
  let ended: Ending = "turns";
  try {
    for await (const turn of takenTurns(thinker.policy, task, question, watcher, signal)) {
      const taken = { turn, answerClass: classOf(turn.grade.answer) };
      turns.push(taken);
      watcher.turn?.(taken, turns.length - 1);
      if (turn.grade.outcome === "correct") ended = "verified";
      else if (haveAgreed(turns, strategy.agree)) ended = "agreed";
      if (ended !== "turns" && strategy.parallel === 1) break;
    }
  } catch (error) {
    if (!(error instanceof ContextError) || turns.length === 0) throw error;
    ended = "context"; // the turns so far are an answer
  }
  return { turns, chosen: choose(turns, strategy), ended };
}

/** The turns in the order of their places: each as soon as it is there. */
async function* takenTurns(
  policy: Policy,
  task: Task,
  question: Question,
  watcher: Watcher,
  signal: AbortSignal,
): AsyncGenerator<Turn, void> {
  const { strategy, key, seed, sampling, view } = question;
  const problem = problemOf(question);
  const state = question.messages;
  const watchedAt = (base: number): Policy =>
    untilStop(policy, question.stop, (piece, index) => watcher.text?.(piece, base + index));
  // The first turn under the key of `rise eval`'s parallel ones: the same samples.
  const first = { key: `${key}/parallel`, messages: state, n: strategy.parallel };
  const attempts = await sampleMany(watchedAt(0), first, { sampling, seed }, signal);
  if (strategy.parallel > 1) {
    for (const attempt of attempts)
      yield await gradedTurn(task, problem, { state, attempt, by: "policy" }, { noAnswer: 0 });
    return;
  }
  const options: RolloutOptions = {
    ...view,
    turns: strategy.turns,
    sampling,
    rewards: { noAnswer: 0 },
    oracle: true, // it stops where something outside the model calls an attempt right; nothing else calls one right here
    seed,
    ...(attempts[0] && { firstAttempt: attempts[0] }),
  };
  let place = 0; // the first is there already
  const watched: Policy = { ...policy, sample: (request, signal) => watchedAt(++place).sample(request, signal) };
  yield* rolloutTurns(watched, task, problem, key, options, signal);
}

const problemOf = ({ text, gold = "" }: Question): Problem => ({ id: "asked", question: text, answer: gold });

/** A task of one question. Without gold or verifier nobody can say what is right: every grade is `error`, "undecided". */
function taskOf({ reader, verifier }: Thinker, question: Question, signal: AbortSignal): Task {
  const feedback = new Map<string, string>();
  const grade = async (problem: Problem, text: string): Promise<Grade> => {
    if (verifier === undefined && question.gold !== undefined) return reader.grade(problem, text);
    const answer = await answerIn(text, problem, reader);
    if (verifier === undefined) return undecided(answer);
    const { isCorrect, feedback: said } = await verifier({ messages: question.messages, text, answer }, signal);
    if (said !== undefined) feedback.set(text, said);
    return { outcome: isCorrect ? "correct" : "wrong", answer };
  };
  return {
    name: "serve",
    problems: () => [],
    prompt: () => question.messages,
    grade,
    isSameAnswer: (a, b) => reader.isSameAnswer(a, b),
    feedback: (_, text) => feedback.get(text),
  };
}

async function answerIn(text: string, problem: Problem, reader: AnswerReader): Promise<string | null> {
  return reader.readAnswer === undefined ? (await reader.grade(problem, text)).answer : reader.readAnswer(text);
}

const undecided = (answer: string | null): Grade =>
  answer === null ? { outcome: "noAnswer", answer } : { outcome: "error", answer };

/** Whether the last turns, so many, gave one answer. */
function haveAgreed(turns: readonly ThoughtTurn[], agree: number | undefined): boolean {
  if (agree === undefined || turns.length < agree) return false;
  const last = turns.slice(-agree).map(({ answerClass }) => answerClass);
  return last[0] !== null && last.every((one) => one === last[0]);
}

/** The place of the answer: a right one, the vote's, or the last; where nobody has an answer to vote for, the last too. */
function choose(turns: readonly ThoughtTurn[], { select }: Strategy): number {
  const right = turns.findIndex(({ turn }) => turn.grade.outcome === "correct");
  if (right >= 0) return right;
  const last = turns.length - 1;
  if (select === "last") return last;
  const winner = majority(turns);
  return winner === undefined ? last : turns.indexOf(winner);
}
