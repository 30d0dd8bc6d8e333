import type { TrainerConfig } from "./config/run-schema.ts";
import type { CheckedModels, ModelSurroundings } from "./models.ts";

/** The models, trained by whom the config names in the place of the embedded engine. */
export async function withTrainer(
  models: CheckedModels,
  trainer: TrainerConfig,
  { note }: ModelSurroundings,
): Promise<CheckedModels> {
  if (trainer.by === "embedded") return models;
  const { openAccelerateTrainer, openLauncher } = await import("../policies/index.ts");
  const launcher = openLauncher(trainer, process.env);
  return {
    ...models,
    trainer: (model, how = { seed: 0 }) =>
      openAccelerateTrainer(model, how, trainer, { launcher, ...(note && { note }) }),
    async check() {
      await models.check();
      await launcher.check();
    },
  };
}
