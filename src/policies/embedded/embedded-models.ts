import { EngineError } from "../../engine/errors.ts";
import { ConfigError, withOpen, type Learner, type LearnerOptions, type Models, type Policy } from "../../mdp/index.ts";
import { embeddedLearner } from "./embedded-learner.ts";
import { embeddedPolicy } from "./embedded-policy.ts";
import { modelFolder } from "./model-folder.ts";
import { openEmbedded, type EmbeddedOptions } from "./open-engine.ts";

/** Opens a model folder for sampling. */
export async function openPolicy(model: string, options: EmbeddedOptions = {}): Promise<Policy> {
  const opened = await openEmbedded(model, modelFolder(model), "sampling", options);
  return embeddedPolicy(opened, await opened.engine.digest(), () => opened.engine.close());
}

/** Opens a model folder for training: all its weights, or an adapter on it. An adapter's folder is trained further. */
export async function openLearner(
  model: string,
  options: EmbeddedOptions = {},
  how: LearnerOptions = { seed: 0 },
): Promise<Learner> {
  const lora = how.lora && { ...how.lora, seed: how.seed };
  const own = { ...options, ...(lora && { lora }) };
  return embeddedLearner(await openEmbedded(model, modelFolder(model), "training", own));
}

/** The models of a run in the embedded engine. */
export interface EmbeddedModels extends Models {
  /**
   * Opens each of the run's models once and closes it again.
   *
   * @param look sees each of them open
   * @throws what opening a model throws that cannot be used
   */
  check(look?: (policy: Policy) => Promise<void>): Promise<void>;
}

/** Says of a refusal, which speaks of a folder, that it is the teacher's. */
function sayTeacher(error: unknown): never {
  if (!(error instanceof EngineError || error instanceof ConfigError)) throw error;
  const ErrorClass = error.constructor as new (message: string, options: ErrorOptions) => Error; // as all of these are made
  throw new ErrorClass(`the teacher cannot be used: ${error.message}`, { cause: error });
}

/** The folders of a run's models. */
interface EmbeddedNames {
  readonly model: string;
  readonly teacher?: string | undefined;
  /** How the teacher is sampled. @see SamplerOptions.quantize */
  readonly quantizeTeacher?: 8 | undefined;
}

/** The embedded engine as the models of a run: each open model has an engine of its own. */
export function embeddedModels(
  { model, teacher, quantizeTeacher }: EmbeddedNames,
  options: EmbeddedOptions = {},
): EmbeddedModels {
  const quantized = { ...options, ...(quantizeTeacher && { quantize: quantizeTeacher }) };
  const openTeacher = (name: string): Promise<Policy> => openPolicy(name, quantized).catch(sayTeacher);
  const check: EmbeddedModels["check"] = async (look = () => Promise.resolve()) => {
    await withOpen(openPolicy(model, options), look);
    if (teacher !== undefined) await withOpen(openTeacher(teacher), look);
  };
  return {
    policy: (name) => openPolicy(name, options),
    learner: (name, how) => openLearner(name, options, how),
    ...(teacher === undefined ? {} : { teacher: () => openTeacher(teacher) }),
    check,
  };
}
