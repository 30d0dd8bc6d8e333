import {
  acceptedModels,
  ConfigError,
  criticised,
  modelDigestOf,
  recorded,
  withOpen,
  type MdpOptions,
  type Models,
  type Policy,
  type RunStore,
  type StageRecord,
  type Task,
} from "./mdp/index.ts";
import { noTeacher, type RiseConfig } from "./rise-schema.ts";

/** A run: what is taught, to which model, where it is recorded, and how. */
export interface Run {
  readonly task: Task;
  /** pi_0: name or folder of the starting model. */
  readonly base: string;
  readonly models: Models;
  readonly store: RunStore;
  readonly config: RiseConfig;
  /** Goes on though a model has other weights than the run knows it by, and records theirs. Default: they are refused (I13). */
  readonly accept?: boolean;
}

/** The part of a run that one stage needs. */
export interface StageRun extends Pick<Run, "task" | "models" | "config" | "accept"> {
  readonly store: StageRecord;
}

/** A model in its part: as the run's records name it, and where its weights are. */
export interface ModelInRun {
  /** "base", "iteration-1". */
  readonly role: string;
  /** Name or folder. */
  readonly model: string;
}

/** The models that act in a stage. */
type Actor = "policy" | "teacher";

/** pi_k; pi_0 is the starting model. */
export function modelInRun({ base, store }: Pick<Run, "base" | "store">, k: number): ModelInRun {
  if (k === 0) return { role: "base", model: base };
  return { role: `iteration-${k}`, model: store.folder(`iteration-${k}/model`) };
}

/**
 * Opens a stage's actor, and the critic where the MDP has one: then the task's feedback on each attempt is the critic's as
 * well. A model that is its own critic is opened once. Their answers are recorded as they come, and recorded ones are not
 * sampled again.
 *
 * @param pi the policy of the stage
 * @throws ConfigError if a teacher is needed and there is none, or a model has other weights than the record knows it by
 */
export function withActor<R>(
  run: StageRun,
  actor: Actor,
  pi: ModelInRun,
  mdp: MdpOptions,
  use: (actor: Policy, task: Task) => Promise<R>,
): Promise<R> {
  const { task, config } = run;
  return withOpen(openActor(run, actor, pi), (policy) => {
    if (mdp.critic === "none") return use(policy, task);
    const critic = mdp.critic === "self" ? "policy" : "teacher";
    const useWith = (judge: Policy): Promise<R> => use(policy, criticised(task, judge, { mdp, seed: config.seed }));
    return critic === actor ? useWith(policy) : withOpen(openActor(run, critic, pi), useWith);
  });
}

async function openActor(
  { models, store, accept = false }: StageRun,
  actor: Actor,
  { role, model }: ModelInRun,
): Promise<Policy> {
  if (actor === "policy") return recordedAs(role, await models.policy(model), store, accept);
  if (models.teacher === undefined) throw new ConfigError(noTeacher);
  return recordedAs("teacher", await models.teacher(), store, accept);
}

/** The policy, recorded; refused if its weights are not those known by this role: half a run's samples would be another's. */
async function recordedAs(role: string, policy: Policy, store: StageRecord, accept: boolean): Promise<Policy> {
  const before = modelDigestOf(store, role);
  const { length: accepted } = acceptedModels(store, role);
  if (before === undefined) store.saveDocument(`models/${role}`, policy.digest);
  else if (before !== policy.digest && accept) {
    store.saveDocument(`models/${role}/accepted-${accepted + 1}`, policy.digest);
  } else if (before !== policy.digest) {
    await policy.close();
    throw new ConfigError(
      `${role} must be the model that the run began with (${before}), got ${policy.name} with ${policy.digest}; ` +
        "restore its weights, or start a new run; --accept goes on with these",
    );
  }
  return recorded(policy, store.attempts);
}
