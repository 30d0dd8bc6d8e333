import type { InferenceSession, Tensor } from "onnxruntime-node";
import { compile, tensor } from "../graph/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";
import { freshNames, UNSEEN } from "./cached-attention.ts";
import { isUntempered } from "./choose-token.ts";
import { Once } from "../once.ts";
import { elementsOf } from "./graph-weights.ts";
import type { KernelRules } from "./kernel-rules.ts";
import type { KvCache } from "./kv-cache.ts";
import { RotaryFeeds } from "./rotary-feeds.ts";
import { decodeGraph, prefillGraph, stepInputNames, stepOutputNames } from "./step-graphs.ts";

/** One row of a step: new tokens behind those in the cache. */
interface StepRow {
  /** shape [C] */
  readonly tokens: readonly number[];
  /** How many tokens of the row are in the cache. */
  readonly position: number;
  /** Read by decoding steps alone; 0 is greedy. */
  readonly temperature: number;
}

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
    const padding: StepRow = { tokens: Array.from({ length: this.#steps }, () => 0), position: 0, temperature: 1 };
    const count = Math.max(rows.length, this.#rules.minRows);
    const padded = Array.from({ length: count }, (_, i) => rows[i] ?? padding);
    const feeds = { ...this.#weightFeeds, ...cache.feeds(count), ...this.#rowFeeds(padded, cache.capacity) };
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
    const tokens = rows.flatMap((row) => row.tokens);
    const lastPosition = this.#config.maxPositions - 1; // padding may reach beyond the model's positions
    const positions = rows.flatMap(({ position }) =>
      Array.from({ length: this.#steps }, (_, i) => Math.min(position + i, lastPosition)),
    );
    const bias = new Float32Array(rows.length * capacity); // [B, 1, 1, S]
    for (const [i, { position }] of rows.entries()) bias.fill(UNSEEN, i * capacity + position, (i + 1) * capacity);
    const places = BigInt64Array.from({ length: capacity }, (_, place) => BigInt(place));
    const feeds = {
      ...this.#rotaryFeeds.reaching(Math.max(...positions)),
      ...(this.#config.window && { [stepInputNames.places]: tensor(places, [capacity]) }),
      [stepInputNames.tokens]: tensor(BigInt64Array.from(tokens, BigInt), [tokens.length]),
      [stepInputNames.positions]: tensor(BigInt64Array.from(positions, BigInt), [tokens.length, 1]),
      [stepInputNames.pastBias]: tensor(bias, [rows.length, 1, 1, capacity]),
    };
    if (this.#steps > 1) return feeds;
    const inverse = Float32Array.from(rows, ({ temperature }) =>
      temperature === 0 ? 1 : 1 / Math.max(temperature, leastTemperature),
    );
    return { ...feeds, [stepInputNames.inverseTemperature]: tensor(inverse, [rows.length, 1]) };
  }
}

/** Below it the inverse times a logit leaves float32; long before that the likeliest token is certain. */
const leastTemperature = 1e-20;

/** Every weight as an input of a graph, over the caller's own memory. */
function feedsOf(config: ModelConfig, weights: Weights): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    parameterTable(config).map(({ name, shape }) => {
      return [name, tensor(elementsOf(weights, name), shape)];
    }),
  );
}
