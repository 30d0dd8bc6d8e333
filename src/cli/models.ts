import { existsSync } from "node:fs";
import type { Engine } from "../engine/index.ts";
import { loraOptions, memoryUsage, withOpen, type Models, type Policy, type UsageLedger } from "../mdp/index.ts";
import type { Budget, Endpoint, Prices } from "../policies/config.ts";
import type { EndpointModels, WhenAborted } from "../policies/index.ts";
import { asksTeacher, type StageName } from "../rise-schema.ts";
import type { RunConfig, TrainerConfig } from "./config/run-schema.ts";
import type { DeviceWork } from "./device/work.ts";
import type { DeviceChoice } from "./device-choice.ts";
import { engineDevice, wantedDevice } from "./engine-device.ts";
import { engineThreads } from "./engine-threads.ts";
import { modelsAsRecorded } from "./recorded-weights.ts";
import { startingFrom, withTrainer, type DigestOf } from "./trainer.ts";

/** Models that can be looked at before a run begins. */
export interface CheckedModels extends Models {
  /** @throws ConfigError, or the engine's error, if one of the config's models cannot be used */
  check(looking?: Looking): Promise<void>;
  /** What is under way at servers and what they took; absent where there are none. */
  servers?(): ServersStatus;
}

/** Who looks at models before a run begins. */
export interface Looking {
  readonly signal?: AbortSignal | undefined;
  /** Sees each model open. */
  readonly atModel?: (policy: Policy) => Promise<void>;
  /** Sees a teacher on servers open: it costs money, and is asked only after hours of collection. */
  readonly atServedTeacher?: (teacher: Policy) => Promise<void>;
}

/** What is under way at a run's servers, and what they took so far. */
export interface ServersStatus {
  readonly inFlight: number;
  readonly retries: number;
  /** In US dollars, of the models that have a price. */
  readonly usd: number;
}

/** The models that something needs, and where they are. */
export interface ModelNames {
  /** A folder. */
  readonly model: string;
  /** A folder, or servers. */
  readonly teacher?: string | Endpoint;
  /** How a teacher in a folder is sampled. @see SamplerOptions.quantize */
  readonly quantizeTeacher?: 8;
  /** What the embedded engine computes on; absent: see `wantedDevice`. */
  readonly device?: DeviceChoice;
  /** What the engine is to do with models that lie here, by which `auto` chooses a device; absent where it does nothing or makes one. */
  readonly work?: DeviceWork | undefined;
  /** Servers that sample in the place of the embedded engine. */
  readonly rollouts?: Endpoint;
  /** The trainer; absent: the embedded engine. */
  readonly trainer?: TrainerConfig;
  readonly prices?: Prices;
  readonly budget?: Budget;
}

/** The surroundings in which models are opened. */
export interface ModelSurroundings {
  /** Counts what servers take; absent: forgotten with the process. */
  readonly usage?: UsageLedger;
  readonly note?: (line: string) => void;
  /** Ends the test of a GPU at once. */
  readonly signal?: AbortSignal;
  /** What becomes of samples under way when their signal aborts; default: they are finished, so that a run can record them. */
  readonly whenAborted?: WhenAborted;
}

/** Makes models ready to be opened. */
export type OpenModels = (names: ModelNames, surroundings?: ModelSurroundings) => Promise<CheckedModels>;

/** The models that a run, or one stage of it, needs: a teacher that nobody asks need not exist. */
export function modelNames(config: RunConfig, stage?: StageName): ModelNames {
  const { model, teacher, quantizeTeacher, rollouts, trainer, prices, budget, engine } = config;
  return {
    model,
    trainer,
    prices,
    budget,
    ...(teacher !== undefined && asksTeacher(config, stage) ? { teacher } : {}),
    ...(quantizeTeacher === undefined ? {} : { quantizeTeacher }),
    ...(rollouts === undefined ? {} : { rollouts }),
    ...(engine?.device === undefined ? {} : { device: engine.device }),
    work: deviceWork(config, stage),
  };
}

/** The work of a run, or of one stage of it, that is done here: with its model, or else with its teacher. */
export function deviceWork(config: RunConfig, stage?: StageName): DeviceWork | undefined {
  const { model, teacher, rollouts, trainer, iterations, train } = config;
  const isTaught = asksTeacher(config, stage);
  const samples = rollouts === undefined && trainer.by !== "tinker" && !(stage === "improve" && isTaught);
  const trains = stage === undefined && trainer.by === "embedded" && iterations > 0;
  if (!samples && !trains) {
    return isTaught && typeof teacher === "string" ? { folder: teacher, samples: true, trains } : undefined;
  }
  return { folder: model, samples, trains, ...(trains && train.lora && { lora: loraOptions(train.lora) }) };
}

/** Opens models where the config says that they are, and for whom it says that trains them. */
export const openModels: OpenModels = async (names, surroundings = {}) => {
  const { trainer = { by: "embedded" } } = names;
  const { models, digestOf } = await openSampled(names, surroundings);
  return withTrainer(models, trainer, { ...names, digestOf }, surroundings);
};

/** Models that can be sampled from, and how the policies of a folder's weights name them. */
interface SampledModels {
  readonly models: CheckedModels;
  readonly digestOf: DigestOf;
}

/** The models in the embedded engine, or on servers. */
async function openSampled(names: ModelNames, surroundings: ModelSurroundings): Promise<SampledModels> {
  const { embeddedModels, modelFolder, openPolicy } = await import("../policies/index.ts");
  const { readModelConfig } = await import("../engine/index.ts");
  const { model, teacher, quantizeTeacher, rollouts } = names;
  const { whenAborted } = surroundings;
  const isHere = rollouts === undefined && names.trainer?.by !== "tinker";
  const folders = { model, teacher: typeof teacher === "string" ? teacher : undefined, quantizeTeacher };
  if (wantedDevice(names.device) !== "cpu" && names.work !== undefined) {
    // What cannot be opened is refused at once, where a GPU is tested for a minute.
    for (const folder of [isHere ? model : undefined, folders.teacher])
      if (folder) readModelConfig(modelFolder(folder));
  }
  const { device } = await engineDevice(names.device, { ...surroundings, work: names.work });
  const options = { threads: engineThreads(), device, ...(whenAborted && { whenAborted }) };
  const embedded = modelsAsRecorded(embeddedModels(folders, options), folders.teacher);
  const isRemoteTeacher = teacher !== undefined && typeof teacher !== "string";
  const digestHere = (name: string): Promise<string> =>
    withOpen(embedded.policy(name), ({ digest }) => Promise.resolve(digest));
  if (rollouts === undefined && !isRemoteTeacher) {
    const models = { ...embedded, check: (looking?: Looking) => embedded.check(looking?.atModel) };
    return { models, digestOf: digestHere };
  }
  const { actor, tutor, status } = await openServers(names, surroundings);
  const check: CheckedModels["check"] = async ({ signal, atModel = nothing, atServedTeacher = nothing } = {}) => {
    if (actor === undefined) await withOpen(openPolicy(model, options), atModel);
    else await actor.check(signal);
    if (typeof teacher === "string" && embedded.teacher) await withOpen(embedded.teacher(), atModel);
    else if (tutor !== undefined) await withOpen(tutor.served(signal), atServedTeacher);
  };
  const digestOf = actor === undefined ? digestHere : (name: string) => Promise.resolve(actor.digest(name));
  const models = {
    ...embedded,
    ...(actor === undefined
      ? {}
      : { policy: (name: string) => actor.policy(name), learner: startingFrom(embedded.learner, digestOf) }),
    ...(tutor === undefined ? {} : { teacher: () => tutor.served() }),
    check,
    servers: status,
  };
  return { models, digestOf };
}

const nothing = (): Promise<void> => Promise.resolve();

/** The endpoints among the models, with one meter for all. */
async function openServers(
  { model, teacher, rollouts, prices = {}, budget = {} }: ModelNames,
  { usage = memoryUsage(), note }: ModelSurroundings,
): Promise<{
  readonly actor: EndpointModels | undefined;
  readonly tutor: EndpointModels | undefined;
  readonly status: () => ServersStatus;
}> {
  const { createMeter, modelFolder, openEndpoint } = await import("../policies/index.ts");
  const meter = createMeter({ ledger: usage, prices, budget });
  const options = { meter, environment: process.env, ...(note === undefined ? {} : { note }) };
  // A model that is only evaluated need not be here: the servers render its chats.
  const base = existsSync(modelFolder(model)) ? { tokenizer: model } : {};
  const actor = rollouts && openEndpoint(rollouts, { ...options, base: model, ...base });
  const tutor = typeof teacher === "object" ? openEndpoint(teacher, options) : undefined;
  const all = [actor, tutor].filter((endpoint) => endpoint !== undefined);
  const status = (): ServersStatus => {
    const traffic = all.map((endpoint) => endpoint.traffic());
    return {
      inFlight: traffic.reduce((sum, { inFlight }) => sum + inFlight, 0),
      retries: traffic.reduce((sum, { retries }) => sum + retries, 0),
      usd: meter.total().usd,
    };
  };
  return { actor, tutor, status };
}

/** Opens a model folder's engine, for what needs tokens rather than chats. */
export type OpenEngine = (model: string, surroundings?: Pick<ModelSurroundings, "note" | "signal">) => Promise<Engine>;
