import type { Attempt, Models, Policy, Task } from "../../mdp/index.ts";
import { rise } from "../../rise.ts";
import type { RiseConfig } from "../../rise-schema.ts";
import type { Behaviour } from "./behaviour.ts";
import { rehearsedPolicy, rehearsedTask, rehearsedTrainer, type Role, type TrainingWork } from "./rehearsed-models.ts";
import { rehearsalStore } from "./rehearsal-store.ts";

/** One stage's requests to one model. */
interface StageCalls {
  /** Such as "evaluate base" or "iteration 1: collect". */
  readonly stage: string;
  readonly by: Role;
  readonly requests: number;
  /** Responses: a request may ask for several. */
  readonly attempts: number;
  readonly generatedTokens: number;
  readonly readTokens: number;
}

/** All that a run would do. */
export interface Rehearsal {
  readonly stages: readonly StageCalls[];
  /** shape [iterations] */
  readonly trainings: readonly TrainingWork[];
  /** Bytes of the run's database. */
  readonly databaseBytes: number;
  /** Tokens of the longest chat with its answer. */
  readonly longestChatTokens: number;
}

/**
 * Rehearses a run: the method's own code, with models that answer at once and a grader that knows how often they are right. So
 * what it counts is what the run does, by construction.
 *
 * @throws ConfigError as the run would
 */
export async function rehearse(
  task: Task,
  config: RiseConfig,
  behaviours: Readonly<Record<Role, Behaviour>>,
  signal?: AbortSignal,
): Promise<Rehearsal> {
  const calls = new Map<string, StageCalls>();
  const trainings: TrainingWork[] = [];
  let longestChatTokens = 0;
  const policyOf = (by: Role): Policy =>
    rehearsedPolicy(by, behaviours[by], (request, attempts) => {
      const stage = stageOf(request.key);
      const known = calls.get(`${stage} ${by}`) ?? {
        stage,
        by,
        requests: 0,
        attempts: 0,
        generatedTokens: 0,
        readTokens: 0,
      };
      calls.set(`${stage} ${by}`, withAttempts(known, attempts));
      for (const { usage } of attempts) {
        longestChatTokens = Math.max(longestChatTokens, usage.readTokens + usage.generatedTokens);
      }
    });
  const models: Models = {
    policy: () => Promise.resolve(policyOf("policy")),
    teacher: () => Promise.resolve(policyOf("teacher")),
    learner: () => Promise.reject(new Error("a rehearsal trains by its trainer")),
    trainer: () => Promise.resolve(rehearsedTrainer(behaviours.policy, (work) => trainings.push(work))),
  };
  const store = rehearsalStore();
  const run = { task: rehearsedTask(task), base: "base", models, store, config };
  await rise(run, signal === undefined ? {} : { signal });
  return { stages: [...calls.values()], trainings, databaseBytes: store.databaseBytes(), longestChatTokens };
}

/** The stage that a request's key names. */
function stageOf(key: string): string {
  const [first = "", second = ""] = key.split("/");
  if (first === "evaluate") return `evaluate ${second}`;
  if (first === "improve") return `iteration ${second}: improve`;
  return `iteration ${first}: collect`;
}

function withAttempts(calls: StageCalls, attempts: readonly Attempt[]): StageCalls {
  const sum = (count: (attempt: Attempt) => number): number => attempts.reduce((total, one) => total + count(one), 0);
  return {
    ...calls,
    requests: calls.requests + 1,
    attempts: calls.attempts + attempts.length,
    generatedTokens: calls.generatedTokens + sum(({ usage }) => usage.generatedTokens),
    // All responses to one request share the reading of its chat.
    readTokens: calls.readTokens + (attempts[0]?.usage.readTokens ?? 0),
  };
}
