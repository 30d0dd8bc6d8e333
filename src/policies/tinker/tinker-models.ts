import { readCompanions, type Companions } from "../../engine/index.ts";
import { ConfigError, type Learner, type LearnerOptions, type Models, type Policy } from "../../mdp/index.ts";
import { modelFolder } from "../embedded/model-folder.ts";
import { renderingOf, type Rendering } from "../embedded/rendering.ts";
import { systemClock, type Clock } from "../../http/index.ts";
import { RemoteModel, type ModelStart } from "./remote-model.ts";
import { TinkerService } from "./service.ts";
import { TinkerSession } from "./session.ts";
import { readPointer } from "./tinker-folder.ts";
import { tinkerLearner } from "./tinker-learner.ts";
import { tinkerPolicy, type SampledWeights } from "./tinker-policy.ts";
import type { Estimator, TinkerConfig } from "./tinker-schema.ts";
import { probeWeights, type ProbeResult } from "./weight-probe.ts";

/** Dependencies of the Tinker models besides their config. */
export interface TinkerOptions {
  /** Environment variables: the server's address and key. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** The longest wait for one exchange of a future, milliseconds. */
  readonly retrieveMs?: number;
  /** Is told what the probe found, and what hangs. */
  readonly note?: (line: string) => void;
}

/** Models that are trained and sampled on a Tinker server: the base model, and what was trained there from it. */
export function tinkerModels(config: TinkerConfig, options: TinkerOptions): Models {
  let probed: Promise<ProbeResult> | undefined; // one server, one answer
  return {
    policy: (model) => openPolicy(model, config, options),
    async learner(model, how = { seed: 0 }) {
      const start = startOf(config, how);
      const estimator = (opened: Opened): Promise<Estimator> => {
        if (config.estimator !== "auto") return Promise.resolve(config.estimator);
        probed ??= probe(opened, start, options.note);
        return probed.then((result) => result.estimator);
      };
      return openLearner(model, config, options, { start, seed: how.seed, estimator });
    },
  };
}

interface Opened extends Rendering {
  readonly folder: string;
  readonly companions: Companions;
  readonly session: TinkerSession;
  readonly maxTokens: number;
  close(): Promise<void>;
}

async function open(model: string, config: TinkerConfig, options: TinkerOptions): Promise<Opened> {
  const folder = modelFolder(model);
  const companions = readCompanions(folder);
  const rendering = renderingOf(companions, folder);
  const service = openService(config, options);
  const session = await TinkerSession.open(service, options.clock ?? systemClock);
  const close = async (): Promise<void> => {
    session.close();
    service.close();
  };
  return { ...rendering, folder, companions, session, maxTokens: longestRow(companions, folder, config), close };
}

async function openPolicy(model: string, config: TinkerConfig, options: TinkerOptions): Promise<Policy> {
  const pointer = readPointer(modelFolder(model));
  const weights: SampledWeights =
    pointer === undefined ? { base_model: config.baseModel } : { model_path: pointer.samplerPath };
  return openSampler(model, weights, config, options);
}

async function openSampler(
  model: string,
  weights: SampledWeights,
  config: TinkerConfig,
  options: TinkerOptions,
): Promise<Policy> {
  const opened = await open(model, config, options);
  try {
    return await tinkerPolicy(opened.session, { ...opened, name: `${config.baseModel} (${model})`, weights });
  } catch (error) {
    await opened.close();
    throw error;
  }
}

const attentionTargets: ReadonlySet<string> = new Set(["q_proj", "k_proj", "v_proj", "o_proj"]);

interface HowToLearn {
  readonly start: ModelStart;
  readonly seed: number;
  readonly estimator: (opened: Opened) => Promise<Estimator>;
}

async function openLearner(
  name: string,
  config: TinkerConfig,
  options: TinkerOptions,
  how: HowToLearn,
): Promise<Learner> {
  const opened = await open(name, config, options);
  const { start, seed } = how;
  try {
    const estimator = await how.estimator(opened);
    const checkpoint = readPointer(opened.folder)?.weightsPath;
    const model = await RemoteModel.open(opened.session, checkpoint === undefined ? start : { ...start, checkpoint });
    const openSavedSampler = (model_path: string): Promise<Policy> =>
      openSampler(name, { model_path }, config, options);
    return tinkerLearner({
      ...opened,
      name: `${config.baseModel} (${name})`,
      model,
      baseModel: config.baseModel,
      requestTokens: config.requestTokens,
      estimator,
      seed,
      openSampler: openSavedSampler,
    });
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Trains a scratch model for a few steps, to see what the server makes of weights. */
async function probe(
  { session, renderer }: Opened,
  start: ModelStart,
  note: TinkerOptions["note"],
): Promise<ProbeResult> {
  const state = [{ role: "user", content: "What is 3 + 4?" }] as const;
  const [prompt, action] = [renderer.renderPrompt(state), renderer.encodeAction(state, "3 + 4 = 7")];
  const weights = [...prompt.map(() => 0), ...action.map(() => 1)];
  const row = { id: "probe", tokens: [...prompt, ...action], weights };
  const result = await probeWeights(() => RemoteModel.open(session, start), row);
  note?.(`${session.service.url}: ${result.finding}; training by ${result.estimator}`);
  return result;
}

/** Of an adapter the protocol carries the rank, the seed and which kinds of layers; its scale is the server's. */
function startOf({ baseModel }: TinkerConfig, { lora, seed }: LearnerOptions): ModelStart {
  if (lora === undefined) return { baseModel };
  if (lora.dropout > 0 || lora.rankStabilised) {
    throw new ConfigError(
      "train.lora must have dropout 0 and rankStabilised false with trainer.by: tinker, whose protocol carries neither; leave them out",
    );
  }
  const { rank, targets } = lora;
  const attention = targets.filter((target) => attentionTargets.has(target));
  const lora_config = { rank, seed, train_attn: attention.length > 0, train_mlp: attention.length < targets.length };
  return { baseModel, lora: { ...lora_config, train_unembed: false } };
}

function openService({ url: configured, apiKeyEnv }: TinkerConfig, options: TinkerOptions): TinkerService {
  const { environment, clock, note, retrieveMs } = options;
  const url = configured ?? environment["TINKER_BASE_URL"];
  if (url === undefined || url === "") {
    throw new ConfigError("trainer.url must name a Tinker server, got nothing; give it, or set TINKER_BASE_URL");
  }
  return new TinkerService({
    url,
    apiKey: environment[apiKeyEnv],
    ...(clock === undefined ? {} : { clock }),
    ...(note === undefined ? {} : { note }),
    ...(retrieveMs === undefined ? {} : { retrieveMs }),
  });
}

function longestRow(companions: Companions, folder: string, { maxTokens }: TinkerConfig): number {
  const { max_position_embeddings: positions } = JSON.parse(companions.get("config.json") ?? "{}") as Record<
    string,
    unknown
  >; // an object, as readCompanions has checked
  const longest = maxTokens ?? positions;
  if (typeof longest === "number") return longest;
  throw new ConfigError(
    `${folder}/config.json must have max_position_embeddings, got ${String(positions)}; or set trainer.maxTokens`,
  );
}
