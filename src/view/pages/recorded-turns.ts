import type { Attempt, Message, Turn } from "../../mdp/index.ts";
import type { RunBrowser, TurnOrigin } from "../../store/index.ts";
import type { Row } from "../shared/row.ts";

/** A turn as the record has it: graded and with its state where its stage is finished and keeps them. */
export interface RecordedTurn {
  readonly by: Turn["by"];
  readonly attempt: Attempt;
  readonly state?: readonly Message[];
  readonly grade?: Turn["grade"];
  readonly reward?: number;
  /** The request that it answered; null where the record names none. */
  readonly origin: TurnOrigin;
}

/** A rollout as the record has it. */
export interface RecordedRollout {
  readonly turns: readonly RecordedTurn[];
  readonly solution?: string;
  /** Turns before this one are another trajectory's. */
  readonly branchesAt?: number;
  /** Independent first turns of an evaluation; the first is turn 1. */
  readonly parallel: readonly Attempt[];
}

/** Reads a listed rollout whole; undefined where nothing is recorded of it. */
export function recordedRollout(run: RunBrowser, { id, stage, sample }: Row): RecordedRollout | undefined {
  if (stage.kind === "evaluation") return evaluated(run, id, sample === "greedy");
  const recorded = stage.isLive ? undefined : run.trajectory(stage.iteration, id);
  return recorded === undefined ? sampledSoFar(run, id) : fromTrajectory(recorded);
}

function fromTrajectory({ trajectory, origins }: NonNullable<ReturnType<RunBrowser["trajectory"]>>): RecordedRollout {
  const { turns, problem, branchesAt } = trajectory;
  return {
    turns: turns.map(({ by, attempt, state, grade, reward }, i) => ({
      by,
      attempt,
      state,
      grade,
      ...(reward === undefined ? {} : { reward }),
      origin: origins[i] ?? nowhere,
    })),
    ...(problem.solution === undefined ? {} : { solution: problem.solution }),
    ...(branchesAt === undefined ? {} : { branchesAt }),
    parallel: [],
  };
}

const nowhere: TurnOrigin = { request: null, sample: 0 };

function evaluated(run: RunBrowser, id: string, isGreedy: boolean): RecordedRollout {
  const parallel = isGreedy ? [] : (run.attempts(`${id}/parallel`) ?? []);
  const more = isGreedy ? [] : (run.attempts(`${id}/more`) ?? []);
  const [first] = parallel;
  const begin = first === undefined ? [] : [policyTurn(first, `${id}/parallel`)];
  return { turns: [...begin, ...numberedTurns(run, id, begin.length)], parallel: [...parallel, ...more] };
}

/** A collection under way: the policy's turns, then the first sample of what the improver has been asked. */
function sampledSoFar(run: RunBrowser, id: string): RecordedRollout | undefined {
  const own = numberedTurns(run, id, 0);
  const at = own.length;
  const [better] = [`improve/${id}/${at}`, `improve/${id}/${at}/0`].flatMap((request) => {
    const attempt = run.attempts(request)?.[0];
    return attempt === undefined ? [] : [{ by: "improver" as const, attempt, origin: { request, sample: 0 } }];
  });
  const turns = better === undefined ? own : [...own, better];
  return turns.length === 0 ? undefined : { turns, parallel: [] };
}

function numberedTurns(run: RunBrowser, id: string, from: number): readonly RecordedTurn[] {
  const turns: RecordedTurn[] = [];
  for (let t = from; ; t++) {
    const attempt = run.attempts(`${id}/${t}`)?.[0];
    if (attempt === undefined) return turns;
    turns.push(policyTurn(attempt, `${id}/${t}`));
  }
}

const policyTurn = (attempt: Attempt, request: string): RecordedTurn => ({
  by: "policy",
  attempt,
  origin: { request, sample: 0 },
});
