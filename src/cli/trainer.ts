import type { TrainerConfig } from "./config/run-schema.ts";
import { withOpen, type LearnerOptions, type Trainable } from "../mdp/index.ts";
import type { TinkerConfig } from "../policies/config.ts";
import type { CheckedModels, ModelNames, ModelSurroundings } from "./models.ts";

/** Tells the digest of a model's weights as that of its policy. */
export type DigestOf = (model: string) => Promise<string>;

type Opens<M extends Trainable> = (model: string, how?: LearnerOptions) => Promise<M>;

/** Opens what trains so that it names the weights that it starts from as the run's policies do. */
export function startingFrom<M extends Trainable>(open: Opens<M>, digestOf: DigestOf): Opens<M> {
  return async (model, how) => ({ ...(await open(model, how)), startDigest: () => digestOf(model) });
}

/** The models, trained by whatever the config names instead of the embedded engine. */
export async function withTrainer(
  models: CheckedModels,
  trainer: TrainerConfig,
  { digestOf, ...names }: ModelNames & { readonly digestOf: DigestOf },
  { note }: ModelSurroundings,
): Promise<CheckedModels> {
  if (trainer.by === "embedded") return models;
  if (trainer.by === "tinker") return onTinker(models, trainer, names, note);
  const { openAccelerateTrainer, openLauncher } = await import("../policies/index.ts");
  const launcher = openLauncher(trainer, process.env);
  return {
    ...models,
    trainer: startingFrom(
      (model, how = { seed: 0 }) => openAccelerateTrainer(model, how, trainer, { launcher, ...(note && { note }) }),
      digestOf,
    ),
    async check(looking) {
      await models.check(looking);
      await launcher.check();
    },
  };
}

/** Trains there, and samples there what was trained, unless the config names other servers for the rollouts. */
async function onTinker(
  models: CheckedModels,
  config: TinkerConfig,
  { model, rollouts }: ModelNames,
  note: ModelSurroundings["note"],
): Promise<CheckedModels> {
  const { tinkerModels } = await import("../policies/index.ts");
  const there = tinkerModels(config, { environment: process.env, ...(note && { note }) });
  return {
    ...models,
    learner: there.learner,
    ...(rollouts === undefined ? { policy: there.policy } : {}),
    async check(looking) {
      if (rollouts !== undefined) await models.check(looking);
      await withOpen(there.policy(model), () => Promise.resolve());
    },
  };
}
