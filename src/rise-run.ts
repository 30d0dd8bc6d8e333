import {
  ConfigError,
  criticised,
  recorded,
  withOpen,
  type Models,
  type Policy,
  type RunStore,
  type Task,
} from "./mdp/index.ts";
import { mdpOf, type RiseConfig } from "./rise-schema.ts";

/** A run: what is taught, to which model, where it is recorded, and how. */
export interface Run {
  readonly task: Task;
  /** pi_0: name or folder of the starting model. */
  readonly base: string;
  readonly models: Models;
  readonly store: RunStore;
  readonly config: RiseConfig;
}

/** Name or folder of pi_k; pi_0 is the starting model. */
export function modelOf({ base, store }: Pick<Run, "base" | "store">, iteration: number): string {
  return iteration === 0 ? base : store.folder(`iteration-${iteration}/model`);
}

/** Opens pi_k for sampling; its answers are recorded as they come, and recorded ones are not sampled again. */
export async function openModel(run: Run, iteration: number): Promise<Policy> {
  const role = iteration === 0 ? "base" : `iteration-${iteration}`;
  return known(await run.models.policy(modelOf(run, iteration)), role, run.store);
}

/**
 * Opens the teacher, recorded as any model.
 *
 * @throws ConfigError if the run has none
 */
export async function openTeacher({ models, store }: Run): Promise<Policy> {
  const teacher = models.teacher?.();
  if (teacher === undefined) {
    throw new ConfigError(
      "improve.by: distill, collect.by: teacher and mdp.critic: teacher want a teacher model, got none; name one, or use improve.by: self",
    );
  }
  return known(await teacher, "teacher", store);
}

/** Uses the task, with the critic's feedback on attempts where the run has a critic. */
export async function withCritic<R>(run: Run, iteration: number, use: (task: Task) => Promise<R>): Promise<R> {
  const { task, config } = run;
  const mdp = mdpOf(config, iteration);
  if (mdp.critic === "none") return use(task);
  const critic = mdp.critic === "teacher" ? openTeacher(run) : openModel(run, iteration);
  return withOpen(critic, (policy) => use(criticised(task, policy, { mdp, seed: config.seed })));
}

/** The policy, recorded; refused if it has other weights than the run knows it by: half a run's samples would be another's. */
async function known(policy: Policy, role: string, store: RunStore): Promise<Policy> {
  const step = `models/${role}`;
  const before = store.document(step);
  if (before === undefined) store.saveDocument(step, policy.digest);
  else if (before !== policy.digest) {
    await policy.close();
    throw new ConfigError(
      `${role} must be the model that the run began with (${String(before)}), got ${policy.name} with ${policy.digest}; ` +
        "restore its weights, or start a new run",
    );
  }
  return recorded(policy, store.attempts);
}
