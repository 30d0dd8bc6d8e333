import { join } from "node:path";
import { Engine } from "../../../engine/index.ts";
import { loraTargets } from "../../../mdp/index.ts";
import {
  encodeOutput,
  encodeSamples,
  outputJson,
  samplesJson,
  type ForwardBackwardRequest,
  type LossName,
  type SampledSequence,
} from "../wire/index.ts";
import { Futures, type Answer } from "./futures.ts";
import type { JsonRequest } from "./request-schemas.ts";
import { ServedModel } from "./served-model.ts";
import type { WeightSemantics } from "./weight-semantics.ts";

/** An adapter as a client asks for it. */
type AdapterRequest = NonNullable<JsonRequest<"create_model">["lora_config"]>;

/** The request names something that the server does not hold: the session or the model is gone, or never was. */
export class NotLoadedError extends Error {
  override readonly name = "NotLoadedError";
}

/** The models of a Tinker server, and its settings. */
export interface ServedTinkerOptions {
  /** Model folder by base model's name. */
  readonly models: Readonly<Record<string, string>>;
  /** Where checkpoints are kept; they outlive a restart. */
  readonly checkpoints: string;
  readonly weights?: WeightSemantics;
  /** The losses that it computes; default: both. */
  readonly losses?: readonly LossName[];
  readonly threads?: number;
}

/** The verbs of the protocol with the embedded engine behind them; knows nothing of HTTP. */
export class ServedTinker {
  readonly futures = new Futures();
  readonly #options: ServedTinkerOptions;
  readonly #sessions = new Set<string>();
  readonly #models = new Map<string, ServedModel>();
  /** By the session and number that asked for it: a repeated creation gives the same. */
  readonly #created = new Map<string, string>();
  /** Checkpoints of adapters, by path; on disk, so that they outlive a restart. */
  readonly #adapters = new Map<string, AdapterRequest>();
  readonly #samplers = new Map<string, Promise<Engine>>();
  #next = 1;

  constructor(options: ServedTinkerOptions) {
    this.#options = options;
  }

  /** The base models served. */
  get modelNames(): readonly string[] {
    return Object.keys(this.#options.models);
  }

  /** Forgets sessions, models and futures, as a restarted server; checkpoints stay. */
  async restart(): Promise<void> {
    const engines = [
      ...[...this.#models.values()].map(({ engine }) => engine),
      ...(await Promise.all(this.#samplers.values())),
    ];
    for (const map of [this.#models, this.#created, this.#samplers]) map.clear();
    this.#sessions.clear();
    this.futures.clear();
    await Promise.all(engines.map((engine) => engine.close()));
  }

  createSession(): string {
    const id = this.#name("session");
    this.#sessions.add(id);
    return id;
  }

  /** Opens a base model, or a checkpoint with its optimizer, as a new model. */
  openModel(
    { session_id, model_seq_id }: { readonly session_id: string; readonly model_seq_id: number },
    open: () => Promise<Engine>,
    lora?: AdapterRequest,
  ): string {
    this.#requireSession(session_id);
    return this.#once(`model ${session_id} ${model_seq_id}`, () =>
      this.futures.begin(async () => {
        const model = new ServedModel(this.#name("model"), await open(), {
          weights: this.#options.weights ?? "honoured",
          lora,
        });
        this.#models.set(model.id, model);
        return { json: { model_id: model.id, type: "create_model" } };
      }),
    );
  }

  openBase(name: string, lora?: AdapterRequest): Promise<Engine> {
    const folder = this.#options.models[name];
    if (folder === undefined) {
      throw new Error(`base_model must be one of ${this.modelNames.join(", ")}, got ${name}`);
    }
    return this.#open(folder, lora);
  }

  /** Opens a checkpoint of `save_weights`, with its optimizer where asked. */
  async openCheckpoint({ path, optimizer }: JsonRequest<"load_weights">): Promise<Engine> {
    const folder = this.#folder(path);
    const engine = await this.#open(folder, this.#adapters.get(path));
    if (optimizer && !(await engine.loadState(folder))) throw new Error(`checkpoint ${path} has no optimizer state`);
    return engine;
  }

  /** The adapter that a checkpoint holds, if it holds one. */
  adapterAt(path: string): AdapterRequest | undefined {
    return this.#adapters.get(path);
  }

  model(id: string): ServedModel {
    const model = this.#models.get(id);
    if (model === undefined) throw new NotLoadedError(`model ${id} is not loaded`);
    return model;
  }

  async unload(id: string): Promise<void> {
    const model = this.model(id);
    this.#models.delete(id);
    await model.inOrder(() => model.engine.close());
  }

  /** Begins a request of a model, once for each number. */
  sequenced(modelId: string, seqId: number, body: Uint8Array, work: (model: ServedModel) => Promise<Answer>): string {
    const model = this.model(modelId);
    return model.take(seqId, body, () => this.futures.begin(() => model.inOrder(() => work(model))));
  }

  /** The work of `forward_backward` and `forward`. */
  async forwardBackward(model: ServedModel, request: ForwardBackwardRequest): Promise<Answer> {
    const { losses = ["cross_entropy", "importance_sampling"] } = this.#options;
    if (!losses.some((loss) => loss === request.loss))
      throw new Error(`loss_fn must be ${losses.join(" or ")}, got ${request.loss}`);
    const output = await model.forwardBackward(request);
    return { json: outputJson(output), protobuf: encodeOutput(output) };
  }

  /** The work of `optim_step`. */
  async optimStep({ engine }: ServedModel, { adam_params }: JsonRequest<"optim_step">): Promise<Answer> {
    const { learning_rate, beta1, beta2, eps, weight_decay, grad_clip_norm } = adam_params;
    const { gradNorm } = await engine.optimStep({
      learningRate: learning_rate,
      beta1,
      beta2,
      epsilon: eps,
      weightDecay: weight_decay,
      maxGradNorm: grad_clip_norm > 0 ? grad_clip_norm : Number.MAX_VALUE,
    });
    return { json: { metrics: { "grad_norm:unclipped": gradNorm } } };
  }

  /** The work of `save_weights` and `save_weights_for_sampler`. */
  async save(model: ServedModel, kind: "weights" | "sampler_weights", name: string): Promise<Answer> {
    const path = `tinker://${model.id}/${kind}/${name}`;
    if (model.lora !== undefined) this.#adapters.set(path, model.lora);
    if (kind === "weights") await model.engine.saveState(this.#folder(path));
    else await model.engine.saveWeights(this.#folder(path));
    return { json: { path, type: kind === "weights" ? "save_weights" : "save_weights_for_sampler" } };
  }

  /** Saves weights to sample from and opens a sampler of them. */
  async openSaved(model: ServedModel, name: string): Promise<Answer> {
    await this.save(model, "sampler_weights", name);
    const id = this.#name("sampling-session");
    this.#samplers.set(id, this.#open(this.#folder(`tinker://${model.id}/sampler_weights/${name}`)));
    return { json: { sampling_session_id: id, type: "save_weights_for_sampler" } };
  }

  createSamplingSession(request: JsonRequest<"create_sampling_session">): string {
    const { session_id, sampling_session_seq_id, base_model, model_path } = request;
    this.#requireSession(session_id);
    return this.#once(`sampler ${session_id} ${sampling_session_seq_id}`, () => {
      const id = this.#name("sampling-session");
      this.#samplers.set(
        id,
        typeof model_path === "string" ? this.#open(this.#folder(model_path)) : this.openBase(base_model ?? ""),
      );
      return id;
    });
  }

  /** The work of `asample`. */
  async sample({ sampling_session_id, num_samples, prompt, sampling_params }: JsonRequest<"asample">): Promise<Answer> {
    const engine = await this.#samplers.get(sampling_session_id);
    if (engine === undefined) throw new NotLoadedError(`sampling session ${sampling_session_id} is not loaded`);
    const samples = await engine.sample({
      promptTokens: prompt.chunks.flatMap(({ tokens }) => tokens),
      n: num_samples,
      temperature: sampling_params.temperature,
      topP: sampling_params.top_p,
      maxTokens: sampling_params.max_tokens,
      stopIds: sampling_params.stop,
      seed: sampling_params.seed ?? 0,
    });
    const sequences = samples.map(({ tokens, logprobs, stop }): SampledSequence => ({
      stop: stop === "length" ? "length" : "stop",
      tokens,
      logprobs,
    }));
    return { json: samplesJson(sequences), protobuf: encodeSamples(sequences) };
  }

  #open(folder: string, adapter?: AdapterRequest): Promise<Engine> {
    const { threads = 1 } = this.#options;
    if (adapter === undefined) return Engine.open(folder, { threads });
    const { rank, seed } = adapter;
    const lora = { rank, alpha: 2 * rank, targets: loraTargets, dropout: 0, rankStabilised: false, seed: seed ?? 0 };
    return Engine.open(folder, { threads, lora });
  }

  /** Checkpoint paths are this server's own: two names in a row, never a path of the client's. */
  #folder(path: string): string {
    const match = /^tinker:\/\/([\w-]+)\/(weights|sampler_weights)\/([\w-]+)$/.exec(path);
    if (match === null)
      throw new Error(`path must be tinker://MODEL/weights/NAME or .../sampler_weights/NAME, got ${path}`);
    return join(this.#options.checkpoints, ...match.slice(1));
  }

  #requireSession(id: string): void {
    if (!this.#sessions.has(id)) throw new NotLoadedError(`session ${id} has ended`);
  }

  #once(key: string, create: () => string): string {
    const made = this.#created.get(key) ?? create();
    this.#created.set(key, made);
    return made;
  }

  /** Names are new after a restart too: checkpoints of models before it stay apart. */
  #name(kind: string): string {
    return `${kind}-${this.#next++}`;
  }
}
