import {
  countProgress,
  type Estimate,
  gradedTurn,
  mapConcurrently,
  type MdpOptions,
  type Policy,
  type Problem,
  refuseDuplicateIds,
  sampleOne,
  samplingOf,
  type StageContext,
  stateOf,
  type Task,
  type Turn,
} from "../mdp/index.ts";
import { calculationsOf } from "./calculations.ts";
import { pairedDifference, shareOf } from "./intervals.ts";

/** Whose examination. */
export interface ExamineOptions {
  /** Names the requests. */
  readonly name: string;
  readonly mdp: MdpOptions;
  readonly seed: number;
}

/**
 * A model's use of an attempt that it is shown: whether it can be taught to correct itself, and, once taught, whether
 * it does so by reading the attempt. Shares with 95% intervals over problems.
 */
export interface Examination {
  readonly problems: number;
  /** Of the calculations that first attempts write out, such as `12*3=36`: those that are right. */
  readonly calculations: Estimate;
  /** First attempts that are right: sampled, and greedy. */
  readonly sampled: Estimate;
  readonly greedy: Estimate;
  /** Shown its own right attempt: second answers that are right. */
  readonly keepsRight: Estimate;
  /** Shown its own wrong attempt: second answers that differ from it, and those that are right. */
  readonly triesAnew: Estimate;
  readonly mendsWrong: Estimate;
  /** Where its attempt was wrong: other first attempts that are right, as fresh sampling would have it. */
  readonly freshRight: Estimate;
  /** Second answers that are right: after its own attempt, another problem's, and its own without its check. */
  readonly second: Estimate;
  readonly secondAfterAnother: Estimate;
  readonly secondUnchecked?: Estimate;
  /** `second` minus the same after another problem's attempt, and after the attempt without its check, problem by problem. */
  readonly worthOfAttempt: Estimate;
  readonly worthOfCheck?: Estimate;
}

/** The examination's answers, shape [problems] each. */
interface Answers {
  readonly first: readonly Turn[];
  readonly fresh: readonly Turn[];
  readonly greedy: readonly Turn[];
  readonly second: readonly Turn[];
  readonly afterAnother: readonly Turn[];
  readonly unchecked?: readonly Turn[];
}

/**
 * Examines a model: a first attempt at each problem, then a second answer after that attempt, after another problem's, and
 * after its own with the line taken out that says whether it is right.
 *
 * @param problems at least two
 * @throws InfrastructureError if the policy could not answer
 */
export async function examine(
  policy: Policy,
  task: Task,
  problems: readonly Problem[],
  options: ExamineOptions,
  context: StageContext = {},
): Promise<Examination> {
  refuseDuplicateIds(problems);
  const ask = asker(policy, task, problems, options, context);
  const first = await ask("first", () => []);
  const shown = (i: number): string => first[i % first.length]?.attempt.text ?? "";
  const withoutCheck = task.withoutCheck?.bind(task);
  return conclude(task, {
    first,
    fresh: await ask("fresh", () => []),
    greedy: await ask("greedy", () => [], 0),
    second: await ask("second", (i) => [shown(i)]),
    afterAnother: await ask("after another", (i) => [shown(i + 1)]),
    ...(withoutCheck && { unchecked: await ask("unchecked", (i) => [withoutCheck(shown(i))]) }),
  });
}

/** Asks for one answer to each problem after the attempts that are to be shown. */
function asker(
  policy: Policy,
  task: Task,
  problems: readonly Problem[],
  { name, mdp, seed }: ExamineOptions,
  context: StageContext,
) {
  return (what: string, shown: (i: number) => readonly string[], temperature?: number): Promise<readonly Turn[]> => {
    const advance = countProgress(context, `examine ${name}: ${what}`, problems.length);
    const sampling = samplingOf(mdp, temperature);
    return mapConcurrently(
      problems.map((problem, i) => ({ problem, past: shown(i).map((text) => ({ text })) })),
      policy.concurrency,
      async ({ problem, past }) => {
        const state = stateOf(task.prompt(problem), problem.question, past, mdp);
        const key = `examine/${name}/${what}/${problem.id}`;
        const attempt = await sampleOne(policy, state, key, { sampling, seed }, context.signal);
        const turn = await gradedTurn(task, problem, { state, attempt, by: "policy" }, mdp.rewards);
        advance();
        return turn;
      },
      context.signal,
    );
  };
}

function conclude(task: Task, answers: Answers): Examination {
  const { first, fresh, greedy, second, afterAnother, unchecked } = answers;
  const isRight = first.map((turn) => rightOf(turn) === 1);
  const whereRight = (turns: readonly Turn[]): readonly Turn[] => turns.filter((_, i) => isRight[i] === true);
  const whereWrong = (turns: readonly Turn[]): readonly Turn[] => turns.filter((_, i) => isRight[i] === false);
  const changed = second.map((turn, i) => Number(!isSame(task, turn, first[i])));
  return {
    problems: first.length,
    calculations: shareOf(first.map(({ attempt }) => tallyOf(calculationsOf(attempt.text).map((one) => one.isRight)))),
    sampled: rightShare(first),
    greedy: rightShare(greedy),
    keepsRight: rightShare(whereRight(second)),
    triesAnew: shareOf(changed.flatMap((hits, i) => (isRight[i] === false ? [{ hits, trials: 1 }] : []))),
    mendsWrong: rightShare(whereWrong(second)),
    freshRight: rightShare(whereWrong(fresh)),
    second: rightShare(second),
    secondAfterAnother: rightShare(afterAnother),
    worthOfAttempt: gain(second, afterAnother),
    ...(unchecked && { secondUnchecked: rightShare(unchecked), worthOfCheck: gain(second, unchecked) }),
  };
}

/** 1 or 0; undefined where the grader could not decide (I4). */
const rightOf = ({ grade: { outcome } }: Turn): number | undefined =>
  outcome === "error" ? undefined : Number(outcome === "correct");

const tallyOf = (hits: readonly boolean[]) => ({ hits: hits.filter(Boolean).length, trials: hits.length });

const rightShare = (turns: readonly Turn[]): Estimate =>
  shareOf(turns.map((turn) => ({ hits: rightOf(turn) ?? 0, trials: rightOf(turn) === undefined ? 0 : 1 })));

function gain(turns: readonly Turn[], over: readonly Turn[]): Estimate {
  const differences = turns.flatMap((turn, i) => {
    const other = over[i];
    const [a, b] = [rightOf(turn), other && rightOf(other)];
    return a === undefined || b === undefined ? [] : [a - b];
  });
  return pairedDifference(differences);
}

function isSame(task: Task, { grade: { answer } }: Turn, before: Turn | undefined): boolean {
  const shown = before?.grade.answer ?? null;
  return answer === null || shown === null ? answer === shown : task.isSameAnswer(answer, shown);
}
