import {
  mapConcurrently,
  rollout,
  rolloutOptions,
  withOpen,
  type Learner,
  type Models,
  type Policy,
  type Problem,
  type StageContext,
  type Task,
  type Trajectory,
  type TrainingRow,
} from "../../mdp/index.ts";
import { mdpOf, type RiseConfig } from "../../rise-schema.ts";

/** The result of a short measurement of a model. */
interface ModelProbe {
  /** Attempts that were sampled. */
  readonly attempts: number;
  /** Generated tokens of attempts at turn 1, turn 2. */
  readonly generatedTokens: readonly (readonly number[])[];
  /** Generated tokens a second, many requests at once. */
  readonly tokensPerSec: number;
  /** Share of right attempts among those that the grader could decide, counting one of each kind besides. */
  readonly rightShare: number;
}

/** The result of probing a run's models. */
export interface Probe {
  readonly policy: ModelProbe;
  /** Absent where nobody asks a teacher. */
  readonly teacher?: ModelProbe;
  /** Tokens that a training step reads, a second; absent where this process trains nothing. */
  readonly trainedTokensPerSec?: number;
  readonly seconds: number;
}

/** The dependencies of a probe. */
interface ProbeRequest {
  readonly models: Models;
  readonly model: string;
  readonly task: Task;
  readonly problems: readonly Problem[];
  readonly config: RiseConfig;
  readonly asksTeacher: boolean;
  /** Whether training happens in this process. */
  readonly trainsHere: boolean;
  readonly nowMs: () => number;
}

const aboutSeconds = 15; // of sampling, for each model
const firstTokens = 32; // of the look at the speed that settles how much to sample
const [fewest, most] = [2, 64];

/** Asks the models for a few attempts at training problems, and trains one step on them: seconds, not minutes. */
export async function probe(request: ProbeRequest, context: StageContext): Promise<Probe> {
  const { models, model, config, asksTeacher, trainsHere, nowMs } = request;
  const startMs = nowMs();
  const advance = (done: number): void => context.onProgress?.({ stage: "probe", done, total: 3 });
  advance(0);
  const policy = await withOpen(models.policy(model), (policy) => probeModel(policy, request, context));
  advance(1);
  const teacher =
    asksTeacher && models.teacher !== undefined
      ? await withOpen(models.teacher(), (teacher) => probeModel(teacher, request, context))
      : undefined;
  advance(2);
  const trainedTokensPerSec =
    trainsHere && config.iterations > 0
      ? await withOpen(models.learner(model), (learner) => probeTraining(learner, policy.trajectories, request))
      : undefined;
  advance(3);
  return {
    policy: policy.found,
    ...(teacher === undefined ? {} : { teacher: teacher.found }),
    ...(trainedTokensPerSec === undefined ? {} : { trainedTokensPerSec }),
    seconds: (nowMs() - startMs) / 1000,
  };
}

interface Probed {
  readonly found: ModelProbe;
  readonly trajectories: readonly Trajectory[];
}

/** A look at the speed first, then as many rollouts of two turns as a few seconds allow. */
async function probeModel(policy: Policy, request: ProbeRequest, context: StageContext): Promise<Probed> {
  const { problems, config } = request;
  const { maxTokens } = config.mdp;
  const look = await timedRollouts(
    policy,
    problems.slice(0, fewest),
    "look",
    Math.min(maxTokens, firstTokens),
    request,
    context,
  );
  const affordable = (aboutSeconds * look.tokensPerSec) / (2 * maxTokens);
  const count = Math.max(fewest, Math.min(most, Math.floor(affordable)));
  const { trajectories, tokensPerSec } = await timedRollouts(
    policy,
    problems.slice(0, count),
    "probe",
    maxTokens,
    request,
    context,
  );
  const turns = trajectories.flatMap(({ turns }) => turns);
  const decided = turns.filter(({ reward }) => reward !== undefined);
  const right = decided.filter(({ grade }) => grade.outcome === "correct").length;
  const lengthsAt = (turn: number): number[] =>
    trajectories.flatMap(({ turns }) => turns[turn]?.attempt.usage.generatedTokens ?? []);
  const found = {
    attempts: turns.length,
    generatedTokens: [lengthsAt(0), lengthsAt(1)],
    tokensPerSec,
    rightShare: (right + 1) / (decided.length + 2),
  };
  return { found, trajectories };
}

async function timedRollouts(
  policy: Policy,
  problems: readonly Problem[],
  name: string,
  maxTokens: number,
  { task, config, nowMs }: ProbeRequest,
  { signal }: StageContext,
): Promise<{ readonly trajectories: readonly Trajectory[]; readonly tokensPerSec: number }> {
  const mdp = mdpOf(config, 1);
  const options = rolloutOptions({ ...mdp, maxTokens }, { turns: 2, oracle: false, seed: config.seed });
  const startMs = nowMs();
  const trajectories = await mapConcurrently(
    problems,
    policy.concurrency,
    (problem) => rollout(policy, task, problem, `${name}/${problem.id}`, options, signal),
    signal,
  );
  const tokens = trajectories
    .flatMap(({ turns }) => turns)
    .reduce((sum, { attempt }) => sum + attempt.usage.generatedTokens, 0);
  return { trajectories, tokensPerSec: (1000 * tokens) / Math.max(1, nowMs() - startMs) };
}

/** The second of two gradients over the same rows: the first makes the graph. */
async function probeTraining(
  learner: Learner,
  trajectories: readonly Trajectory[],
  { config, nowMs }: ProbeRequest,
): Promise<number> {
  const rows = rowsOf(learner, trajectories).slice(0, Math.min(config.train.batchExamples, 16));
  const tokens = rows.reduce((sum, row) => sum + row.tokens.length, 0);
  await learner.forwardBackward(rows, 1 / rows.length);
  const startMs = nowMs();
  await learner.forwardBackward(rows, 1 / rows.length);
  return (1000 * tokens) / Math.max(1, nowMs() - startMs);
}

function rowsOf(learner: Learner, trajectories: readonly Trajectory[]): readonly TrainingRow[] {
  return trajectories.flatMap(({ id, turns }) =>
    turns.flatMap(({ state, attempt }, turn) =>
      attempt.text === ""
        ? []
        : learner.row({
            id: `${id}/${turn}`,
            trajectory: id,
            turn,
            iteration: 1,
            state,
            action: attempt.text,
            stop: attempt.stop,
            ...(attempt.tokens === undefined ? {} : { tokens: attempt.tokens }),
            reward: 1,
            weight: 1,
          }),
    ),
  );
}
