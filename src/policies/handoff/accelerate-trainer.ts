import type { LearnerOptions, Trainer } from "../../mdp/index.ts";
import { modelFolder } from "../embedded/model-folder.ts";
import { openTrainable } from "../embedded/open-trainable.ts";
import { systemClock, type Clock } from "../../http/index.ts";
import { followJob } from "./follow-job.ts";
import type { HandoffConfig } from "./handoff-schema.ts";
import { readCurve, writeJob, type JobSettings } from "./job.ts";
import { writeLaunchScript } from "./launch-script.ts";
import type { Launcher } from "./launchers/launcher.ts";
import { openLauncher } from "./launchers/open-launcher.ts";
import { takeModel } from "./take-model.ts";

/** Dependencies of a hand-off besides its config. */
export interface HandoffSurroundings {
  readonly clock?: Clock;
  /** Is told what the user should know. */
  readonly note?: (line: string) => void;
  /** In place of the config's. */
  readonly launcher?: Launcher;
}

/**
 * A trainer that hands its plan to PyTorch under `accelerate launch`: rise_trainer.py, on this machine, in Slurm or on Ray. The
 * loss is exactly the plan's, whatever the number of processes. A run that is killed while it trains finds the job again.
 *
 * @param model the starting model, by name or folder; its weights are not read here
 */
export async function openAccelerateTrainer(
  model: string,
  { seed, lora }: LearnerOptions,
  config: HandoffConfig,
  { clock = systemClock, note = () => {}, launcher = openLauncher(config, process.env) }: HandoffSurroundings = {},
): Promise<Trainer> {
  const start = modelFolder(model);
  const { microBatchTokens, gradientCheckpointing, dtype } = config;
  const settings: JobSettings = { start, seed, ...(lora && { lora }), microBatchTokens, gradientCheckpointing, dtype };
  return {
    ...openTrainable(model),
    async fit(plan, { stateFolder, modelFolder: folder }, context) {
      const job = writeJob(stateFolder, plan, settings);
      const script = writeLaunchScript(job, config);
      await followJob(job, { launcher, script, clock, note }, context);
      await takeModel(job, start, dtype, folder);
      return readCurve(job);
    },
  };
}
