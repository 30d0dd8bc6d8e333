import type { Engine } from "../engine/index.ts";
import { ConfigError, type Models, type Policy } from "../mdp/index.ts";
import { wantsTeacher, type RunConfig } from "./config/run-schema.ts";

/** Models that can be looked at before a run begins. */
export interface CheckedModels extends Models {
  /** @throws ConfigError, or the engine's error, if one of the config's models cannot be used */
  check(): Promise<void>;
}

/** The model folders that something needs. */
export interface ModelNames {
  readonly model: string;
  readonly teacher?: string;
}

/** Makes models ready to be opened. */
export type OpenModels = (names: ModelNames) => Promise<CheckedModels>;

/** The models that a config needs: a teacher that nobody asks need not exist. */
export function modelNames(config: RunConfig): ModelNames {
  const { model, teacher } = config;
  return teacher !== undefined && wantsTeacher(config) ? { model, teacher } : { model };
}

/** Opens a model folder's engine, for what needs tokens rather than chats. */
export type OpenEngine = (model: string) => Promise<Engine>;

/**
 * Opens the teacher.
 *
 * @throws ConfigError if none is configured
 */
export function requireTeacher(models: Models): Promise<Policy> {
  if (models.teacher !== undefined) return models.teacher();
  throw new ConfigError(
    "improve.by: distill and collect.by: teacher want a teacher model, got none; give --teacher DIR",
  );
}
