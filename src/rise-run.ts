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
  type Trainable,
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

/** What a training starts from. */
export interface TrainingStart {
  /** Name or folder. */
  readonly model: string;
  /** Refuses weights that it is not to start from. */
  readonly require: (model: Trainable) => Promise<void>;
}

/**
 * pi_k as what a training starts from. It is held to the weights that the run knows it by: a state that was saved on the way
 * would go on without a word, and a training that begins would make a model of neither.
 */
export function startInRun(run: Run, k: number): TrainingStart {
  const { role, model } = modelInRun(run, k);
  return {
    model,
    require: async ({ name, startDigest }) => {
      if (startDigest !== undefined)
        requireKnown(role, { name, digest: await startDigest() }, run.store, run.accept ?? false);
    },
  };
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
  try {
    requireKnown(role, policy, store, accept);
  } catch (error) {
    await policy.close();
    throw error;
  }
  return recorded(policy, store.attempts);
}

function requireKnown(
  role: string,
  { name, digest }: Pick<Policy, "name" | "digest">,
  store: StageRecord,
  accept: boolean,
): void {
  const before = modelDigestOf(store, role);
  if (before === digest) return;
  if (before === undefined) return store.saveDocument(`models/${role}`, digest);
  if (accept) return store.saveDocument(`models/${role}/accepted-${acceptedModels(store, role).length + 1}`, digest);
  throw new ConfigError(
    `${role} must be the model that the run began with (${before}), got ${name} with ${digest}; ` +
      "restore its weights, or start a new run; --accept goes on with these",
  );
}
