import type { InferenceSession, Tensor } from "onnxruntime-node";
import { compile, tensor } from "../graph/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";
import { freshNames } from "./cached-attention.ts";
import { isUntempered } from "./choose-token.ts";
import { Once } from "../once.ts";
import { elementsOf } from "./graph-weights.ts";
import type { KernelRules } from "./kernel-rules.ts";
import type { KvCache } from "./kv-cache.ts";
import { RotaryFeeds } from "./rotary-feeds.ts";
import { paddedRows, positionsOf, rowFeeds, type StepRow } from "./step-feeds.ts";
import { decodeGraph, prefillGraph, stepOutputNames } from "./step-graphs.ts";

/** A step's results, by name; the reader gives it back by `freeResults`. */
type StepResults = Readonly<Record<string, Tensor>>;

/** Runs one step graph; it is compiled when it is first needed. */
export class StepRunner {
  readonly #config: ModelConfig;
  readonly #weights: Weights;
  readonly #rules: KernelRules;
  readonly #steps: number;
  readonly #weightFeeds: Readonly<Record<string, Tensor>>;
  readonly #rotaryFeeds: RotaryFeeds;
  readonly #session = new Once(async () => this.#compile());

  /** @param steps C, new tokens of one row: 1 decodes, more read prompts */
  constructor(config: ModelConfig, weights: Weights, rules: KernelRules, steps: number) {
    this.#config = config;
    this.#weights = weights;
    this.#rules = rules;
    this.#steps = steps;
    this.#rotaryFeeds = new RotaryFeeds(config);
    this.#weightFeeds = rules.storage === "fed" ? feedsOf(config, weights) : {};
  }

  /** @param rows at least one; row i is row i of the cache */
  async run(cache: KvCache, rows: readonly StepRow[]): Promise<StepResults> {
    const session = await this.#session.get();
    const padded = paddedRows(rows, this.#rules.minRows, this.#steps);
    const feeds = { ...this.#weightFeeds, ...cache.feeds(padded.length), ...this.#rowFeeds(padded, cache.capacity) };
    return session.run(feeds, this.#resultNames(rows));
  }

  /** The least that the rows need: ONNX Runtime copies every result, and distributions are the largest. */
  #resultNames(rows: readonly StepRow[]): string[] {
    const fresh = freshNames(this.#config.layers);
    if (this.#steps > 1) return fresh;
    const { probabilities, logProbabilities } = stepOutputNames;
    const isTempered = rows.some(({ temperature }) => !isUntempered(temperature));
    return [...fresh, probabilities, ...(isTempered ? [logProbabilities] : [])];
  }

  async release(): Promise<void> {
    await (await this.#session.known)?.release();
  }

  #compile(): Promise<InferenceSession> {
    const { storage, threads } = this.#rules;
    const source = storage === "fed" ? storage : { weights: this.#weights, storage };
    const isDecoding = this.#steps === 1;
    const graph = isDecoding ? decodeGraph(this.#config, source) : prefillGraph(this.#config, this.#steps, source);
    return compile(graph, { threads });
  }

  #rowFeeds(rows: readonly StepRow[], capacity: number): Record<string, Tensor> {
    const furthest = Math.max(...positionsOf(this.#config, rows));
    return { ...this.#rotaryFeeds.reaching(furthest), ...rowFeeds(this.#config, this.#steps, rows, capacity) };
  }
}

/** Every weight as an input of a graph, over the caller's own memory. */
function feedsOf(config: ModelConfig, weights: Weights): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    parameterTable(config).map(({ name, shape }) => {
      return [name, tensor(elementsOf(weights, name), shape)];
    }),
  );
}
