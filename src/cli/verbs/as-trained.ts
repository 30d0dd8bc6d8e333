import { readModelNote } from "../../store/index.ts";
import type { RunConfig } from "../config/run-schema.ts";

/**
 * The config, its view that of the model's training where the config leaves it open and the model's folder says it: a model
 * is measured with as many attempts in view as it has learned from.
 *
 * @param note is told what was found, and where the config says otherwise
 */
export async function asTrained(config: RunConfig, note?: (line: string) => void): Promise<RunConfig> {
  const { modelFolder } = await import("../../policies/index.ts");
  const trained = readModelNote(modelFolder(config.model))?.attemptsInView;
  if (trained === undefined) return config;
  const { attemptsInView = trained } = config.mdp;
  if (attemptsInView !== trained) {
    note?.(`attempts in view: ${attemptsInView}, as asked for; ${config.model} was trained with ${trained}`);
  }
  return { ...config, mdp: { ...config.mdp, attemptsInView } };
}
