import {
  answerClasses,
  counted,
  countProgress,
  createTurnCounter,
  isTruncated,
  mapConcurrently,
  refuseDuplicateIds,
  rollout,
  samplingOf,
  type AttemptOutcome,
  type Evaluation,
  type Policy,
  type Problem,
  type ProblemOutcomes,
  type StageContext,
  type Task,
  type Transcript,
  type Turn,
} from "../mdp/index.ts";
import { metricsOf } from "./score.ts";
import {
  equalTokensSamplesOf,
  evaluationRollout,
  sampleTrial,
  undecidedTurns,
  withParallel,
  type EvaluateOptions,
  type SampledTrial,
  type Trial,
} from "./sample-outcomes.ts";

const transcriptsKept = 100; // rollouts to read in a report; the ledger has all texts

/**
 * Measures a model on problems it was not trained on: sequential rollouts without oracle against parallel first turns, at
 * equal samples and at equal tokens, under several seeds.
 *
 * @param problems at least one, with different ids
 * @throws InfrastructureError if the policy could not answer: no wrong answer is made of that (I4)
 * @see Qu et al. 2024, arXiv:2407.18219, section 5
 */
export async function evaluate(
  policy: Policy,
  task: Task,
  problems: readonly Problem[],
  options: EvaluateOptions,
  context: StageContext = {},
): Promise<Evaluation> {
  refuseDuplicateIds(problems);
  const { name, turns, mdp } = options;
  const seeds = mdp.temperature === 0 ? 1 : options.seeds; // greedy rollouts are all the same
  const begun = await sampleTrials(policy, task, trialsOf(problems, seeds, name), options, context);
  const equalTokensSamples = equalTokensSamplesOf(begun, turns);
  const trials = await withParallel(begun, equalTokensSamples, policy, task, options, context);
  const greedy = await greedyRollouts(policy, task, problems, options, context);
  const byProblem = Map.groupBy(trials, ({ problem }) => problem.id);
  const outcomes = problems.map((problem) =>
    outcomesOf(task, problem, byProblem.get(problem.id) ?? [], greedy.get(problem.id)),
  );
  return {
    scores: { name, problems: problems.length, seeds, metrics: metricsOf(outcomes, turns, equalTokensSamples) },
    attemptsInView: mdp.attemptsInView,
    problems: outcomes,
    transcripts: trials.slice(0, Math.min(problems.length, transcriptsKept)).map(transcriptOf),
  };
}

/** One trial per seed and problem, the first seed's first. */
function trialsOf(problems: readonly Problem[], seeds: number, name: string): readonly Trial[] {
  return Array.from({ length: seeds }, (_, seed) =>
    problems.map((problem) => ({ problem, key: `evaluate/${name}/${seed}/${problem.id}` })),
  ).flat();
}

function sampleTrials(
  policy: Policy,
  task: Task,
  trials: readonly Trial[],
  options: EvaluateOptions,
  context: StageContext,
): Promise<readonly SampledTrial[]> {
  const advance = countProgress(context, `evaluate ${options.name}`, trials.length);
  const counter = createTurnCounter();
  const sampler = counted(policy);
  return mapConcurrently(
    trials,
    policy.concurrency,
    async (trial) => {
      const sampled = await sampleTrial(sampler.policy, task, trial, options, context.signal);
      advance({ ...counter.add(sampled.sequential), generatedTokens: sampler.generatedTokens() });
      return sampled;
    },
    context.signal,
  );
}

/**
 * The greedy first answer to each problem, the cheapest rival of several turns, or the whole greedy rollout where that is asked
 * for. At temperature 0 the sampled rollouts are greedy already: then there are none.
 */
async function greedyRollouts(
  policy: Policy,
  task: Task,
  problems: readonly Problem[],
  options: EvaluateOptions,
  context: StageContext,
): Promise<ReadonlyMap<string, readonly Turn[]>> {
  const { greedy: isWhole, mdp, name, turns } = options;
  if (mdp.temperature === 0 && !isWhole) return new Map();
  const greedy = { ...evaluationRollout(options), sampling: samplingOf(mdp, 0), turns: isWhole ? turns : 1 };
  const advance = isWhole ? countProgress(context, `evaluate ${name} greedily`, problems.length) : undefined; // else short
  const trajectories = await mapConcurrently(
    problems,
    policy.concurrency,
    async (problem) => {
      const key = `evaluate/${name}/greedy/${problem.id}`;
      const answered = rollout(policy, task, problem, key, greedy, context.signal);
      const rolled = await answered.then(
        (trajectory) => trajectory.turns,
        (error: unknown) => undecidedTurns(error, task, problem, mdp, greedy.turns),
      );
      advance?.();
      return [problem.id, rolled] as const;
    },
    context.signal,
  );
  return new Map(trajectories);
}

function outcomesOf(
  task: Task,
  problem: Problem,
  trials: readonly SampledTrial[],
  greedy?: readonly Turn[],
): ProblemOutcomes {
  const classOf = answerClasses(task);
  const outcomeOf = ({ attempt, grade }: Turn): AttemptOutcome => ({
    outcome: grade.outcome,
    answerClass: classOf(grade.answer),
    truncated: isTruncated(attempt),
    generatedTokens: attempt.usage.generatedTokens,
    readTokens: attempt.usage.readTokens,
  });
  const seeds = trials.map(({ sequential, parallel }) => ({
    sequential: sequential.map(outcomeOf),
    parallel: parallel.map(outcomeOf),
  }));
  return { problem: problem.id, seeds, ...(greedy === undefined ? {} : { greedy: greedy.map(outcomeOf) }) };
}

const transcriptOf = ({ problem, sequential }: SampledTrial): Transcript => ({
  problem: problem.id,
  question: problem.question,
  goldAnswer: problem.answer,
  turns: sequential.map(({ attempt, grade }) => ({
    text: attempt.text,
    outcome: grade.outcome,
    answer: grade.answer,
  })),
});
