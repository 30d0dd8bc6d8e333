import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterCount } from "../model/index.ts";
import { createRng, mixedSeed } from "../random.ts";
import { chooseToken, logProbabilityOf } from "./choose-token.ts";
import { DecodeBatch } from "./decode-batch.ts";
import { CpuChunkReader } from "./chunk-reader.ts";
import { GpuChunkReader } from "./gpu-chunk-reader.ts";
import { GpuDecodeBatch } from "./gpu-decode-batch.ts";
import { GpuModel } from "./gpu-model.ts";
import { kernelRules, stepStorage } from "./kernel-rules.ts";
import { cacheBytesPerToken } from "./kv-cache.ts";
import { CHUNK_TOKENS, Prefill, READ_SHARE } from "./prefill.ts";
import type { ReadPrompt } from "./prefill.ts";
import type { DecodeRow, SampleBatch } from "./sample-batch.ts";
import { checkSampleRequest } from "./sample-request.ts";
import type { SampleFollower, TokenSample, TokenSampleRequest } from "./sample-request.ts";

/** How a sampler is to run. */
export interface SamplerOptions {
  /** Threads within one operator. */
  readonly threads: number;
  /** Most samples decoded at once. Default: `samplesAtOnce` on the processor, 64 on a GPU. */
  readonly maxBatch?: number;
  /** Most memory of the key-value cache, in bytes. Default 512 MiB. */
  readonly cacheBytes?: number;
  /** Most memory for the beginnings of prompts that were read before, in bytes. Default 256 MiB. */
  readonly prefixBytes?: number;
  /** Most memory for further copies of the weights, laid out for speed: of one or two graphs. Default 1 GiB. */
  readonly maxStoredBytes?: number;
  /**
   * 8 samples from the model with its matrices in bytes; log-probabilities are that model's. A lone sample takes less than
   * half the time, many at once three quarters. For frozen models, such as a teacher: what is trained must be sampled as it
   * is. The built-in models' log-probabilities move by 0.004 to 0.007 nats on average, 0.001 in the mean (KL divergence).
   * 4 bits were no faster and ten times as far off. Absent: the weights as they are.
   */
  readonly quantize?: 8;
}

/** The options that may be left out, as they are then. */
export const defaultSampling = {
  maxBatch: 64,
  cacheBytes: 2 ** 29,
  prefixBytes: 2 ** 28,
  maxStoredBytes: 2 ** 30,
} as const;

/**
 * How many samples are decoded at once on the processor: more of a small model, whose steps spend their time on operators rather than on rows.
 * On two cores of an AMD EPYC a model of 1.1 million parameters takes a tenth less processor time a token with 256 rows than with 64; one
 * of 5 million decodes 1.27 times as many tokens a second with 128 (`rise bench`). No sample's bits depend on it.
 */
export function samplesAtOnce(config: ModelConfig): number {
  const parameters = parameterCount(config);
  if (parameters <= 2e6) return 256;
  return parameters <= 30e6 ? 128 : defaultSampling.maxBatch;
}

/** A sampler's totals since it was made. */
export interface SamplerCounters {
  readonly generatedTokens: number;
  /** Prompt tokens read, without those that were still known from an earlier prompt. */
  readonly prefilledTokens: number;
  /** Of the time at work, what reading prompts took, seconds. */
  readonly readingSeconds: number;
  /** Time in which it was at work, seconds. */
  readonly busySeconds: number;
}

/** Samples from a model. */
export interface Sampler {
  /**
   * Samples n continuations of a prompt. Requests made while others run join their batch.
   *
   * A sample's bits do not depend on its batch: steps keep to `KernelRules`, masked places add exact zeros, prompts are
   * read in chunks at fixed places. This was tested for x86-64 with AVX-512 and with AVX2; another processor has other kernels, and other
   * bits in any case.
   *
   * @returns shape [n], in index order
   * @throws SampleRequestError if the model cannot serve the request; whatever goes wrong at a step, for all requests that
   *   were not finished: the sampler takes others then; the reason of the follower's signal
   */
  sample(request: TokenSampleRequest, follower?: SampleFollower): Promise<readonly TokenSample[]>;
  readonly counters: SamplerCounters;
  /** Frees what ONNX Runtime holds, once all samples under way are finished. */
  release(): Promise<void>;
}

/**
 * Makes a sampler of a model.
 *
 * @param weights must not change while the sampler lives; make a new one for new weights
 */
export function createSampler(config: ModelConfig, weights: Weights, options: SamplerOptions): Sampler {
  const settings = { ...defaultSampling, maxBatch: samplesAtOnce(config), ...options };
  const { threads, maxBatch, cacheBytes, prefixBytes, maxStoredBytes, quantize } = settings;
  const { decoding, reading } = stepStorage(config, maxStoredBytes, quantize === 8);
  const reader = new CpuChunkReader(config, weights, kernelRules(config, threads, reading), CHUNK_TOKENS);
  const prefill = new Prefill(config, reader, { tokens: readingTokens(config, cacheBytes), prefixBytes });
  const batch = new DecodeBatch(config, weights, kernelRules(config, threads, decoding), cacheBytes);
  return new BatchSampler(config, { prefill, batch, maxBatch });
}

/**
 * Makes a sampler of a model on the machine's GPU; errors as EngineError without one at the first sample. Its samples are not
 * the processor's, bit for bit, but keep the same law among themselves.
 */
export function createGpuSampler(
  config: ModelConfig,
  weights: Weights,
  options: Omit<SamplerOptions, "threads" | "quantize" | "maxStoredBytes"> = {},
): Sampler {
  const { maxBatch, cacheBytes, prefixBytes } = { ...defaultSampling, ...options };
  const model = new GpuModel(config, weights);
  const reader = new GpuChunkReader(model, CHUNK_TOKENS);
  const prefill = new Prefill(config, reader, { tokens: readingTokens(config, cacheBytes), prefixBytes });
  const batch = new GpuDecodeBatch(model, maxBatch, cacheBytes);
  return new BatchSampler(config, { prefill, batch, maxBatch, release: () => model.release() });
}

const readingTokens = (config: ModelConfig, cacheBytes: number): number =>
  Math.floor((cacheBytes * READ_SHARE) / cacheBytesPerToken(config));

/** What a sampler works with on its device. */
interface SamplerParts {
  readonly prefill: Prefill;
  readonly batch: SampleBatch;
  readonly maxBatch: number;
  /** Frees what both share. */
  readonly release?: () => Promise<void>;
}

/**
 * What is known of a prompt is forgotten as others are read: a chat's next turn overtakes chats that have not begun, the more of them
 * the longer it is, but never so many that a new one waits for ever.
 */
const [PLACES_PER_TOKEN, MOST_OVERTAKEN] = [4, 512];

/** A sample that waits for its turn, or is under way. */
interface Pending {
  readonly request: TokenSampleRequest;
  readonly index: number;
  /** Names the prompt, so that samples of the same one share its reading. */
  readonly promptKey: string;
  /** Its place in the queue: when it came, or earlier where much of its prompt is known. */
  readonly place: number;
  readonly follower: SampleFollower;
  readonly finish: (sample: TokenSample) => void;
  readonly fail: (error: unknown) => void;
}

class BatchSampler implements Sampler {
  readonly #config: ModelConfig;
  readonly #prefill: Prefill;
  readonly #batch: SampleBatch;
  readonly #maxBatch: number;
  readonly #releaseShared: () => Promise<void>;
  readonly #waiting: Pending[] = [];
  /** Those admitted whose sample is not finished. */
  readonly #underWay = new Set<Pending>();
  #generatedTokens = 0;
  #busySeconds = 0;
  /** When the work began that is under way. */
  #busySince: number | undefined;
  #asked = 0;
  #work: Promise<void> | undefined;

  constructor(config: ModelConfig, { prefill, batch, maxBatch, release = nothing }: SamplerParts) {
    this.#config = config;
    this.#prefill = prefill;
    this.#batch = batch;
    this.#maxBatch = maxBatch;
    this.#releaseShared = release;
  }

  get counters(): SamplerCounters {
    return {
      generatedTokens: this.#generatedTokens,
      prefilledTokens: this.#prefill.computedTokens,
      readingSeconds: this.#prefill.seconds,
      busySeconds: this.#busySeconds + secondsSince(this.#busySince),
    };
  }

  async sample(request: TokenSampleRequest, follower: SampleFollower = {}): Promise<readonly TokenSample[]> {
    checkSampleRequest(request, this.#config);
    const { signal } = follower;
    signal?.throwIfAborted();
    const promptKey = request.promptTokens.join();
    const { firstIndex = 0 } = request;
    const place =
      this.#asked - Math.min(MOST_OVERTAKEN, PLACES_PER_TOKEN * this.#prefill.knownTokens(request.promptTokens));
    this.#asked += request.n;
    const asked: Pending[] = [];
    const samples = Array.from(
      { length: request.n },
      (_, i) =>
        new Promise<TokenSample>((finish, fail) => {
          asked.push({ request, index: firstIndex + i, promptKey, place, follower, finish, fail });
        }),
    );
    const behind = this.#waiting.findLastIndex((other) => other.place <= place);
    this.#waiting.splice(behind + 1, 0, ...asked);
    const giveUp = (): void => this.#giveUp(asked, signal?.reason);
    signal?.addEventListener("abort", giveUp, { once: true });
    this.#work ??= this.#run();
    try {
      return await Promise.all(samples);
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  /** Those that wait leave the queue; those under way leave their batch at its next step. */
  #giveUp(given: readonly Pending[], reason: unknown): void {
    for (const pending of given) {
      const at = this.#waiting.indexOf(pending);
      if (at >= 0) this.#waiting.splice(at, 1);
      this.#underWay.delete(pending);
      pending.fail(reason);
    }
  }

  async release(): Promise<void> {
    await this.#work;
    try {
      await this.#prefill.release();
    } finally {
      await this.#batch.release();
      await this.#releaseShared();
    }
  }

  async #run(): Promise<void> {
    await afterOtherEvents(); // requests made in the same moment shall share their prompts and their batch
    this.#busySince = performance.now();
    try {
      while (this.#waiting.length > 0 || this.#batch.size > 0) {
        if (this.#shouldAdmit()) await this.#admit();
        this.#generatedTokens += this.#batch.size;
        await this.#batch.step();
        await afterOtherEvents();
      }
    } catch (error) {
      this.#failAll(error);
    } finally {
      this.#busySeconds += secondsSince(this.#busySince);
      this.#busySince = undefined;
      this.#work = undefined;
    }
  }

  /** Prompts are read several at a time: not before an eighth of the batch is free. */
  #shouldAdmit(): boolean {
    const free = this.#maxBatch - this.#batch.size;
    return this.#waiting.length > 0 && (this.#batch.size === 0 || free >= Math.max(1, this.#maxBatch / 8));
  }

  async #admit(): Promise<void> {
    const most = this.#maxBatch - this.#batch.size;
    const chosen = new Set(
      this.#batch.choose(
        this.#waiting.map(({ request }) => maxCachedTokens(request)),
        most,
      ),
    );
    const admitted = this.#waiting.filter((_, i) => chosen.has(i));
    this.#waiting.splice(0, Infinity, ...this.#waiting.filter((_, i) => !chosen.has(i)));
    for (const pending of admitted) this.#underWay.add(pending); // from here on, whatever throws, `#failAll` finds them
    const byPrompt = Map.groupBy(admitted, ({ promptKey }) => promptKey);
    const groups = [...byPrompt.values()];
    await this.#prefill.read(
      groups.map(([first]) => first?.request.promptTokens ?? []),
      (index, prompt) => {
        for (const pending of groups[index] ?? []) {
          if (pending.follower.signal?.aborted !== true) this.#batch.add(this.#start(pending, prompt), prompt);
        }
      },
      {
        pause: afterOtherEvents,
        isWanted: (index) => groups[index]?.some(({ follower }) => follower.signal?.aborted !== true) === true,
      },
    );
  }

  #start(pending: Pending, prompt: ReadPrompt): DecodeRow {
    const { request, index, follower } = pending;
    const rng = createRng(sampleSeed(request.seed, index));
    const [tokens, logprobs]: [number[], number[]] = [[], []];
    const finish = (stop: TokenSample["stop"]): boolean => {
      this.#underWay.delete(pending);
      pending.finish({ tokens, logprobs, stop });
      return false;
    };
    const row: DecodeRow = {
      temperature: request.temperature,
      maxCachedTokens: maxCachedTokens(request),
      position: prompt.length,
      latest: request.promptTokens.at(-1) ?? 0,
      accept: (next) => {
        if (follower.signal?.aborted === true) return false;
        const token = chooseToken(next, request, rng);
        tokens.push(token);
        logprobs.push(logProbabilityOf(token, next));
        row.latest = token;
        if (request.stopIds.includes(token)) return finish("endOfTurn");
        const isEnough = follower.onToken?.(token, index) === "enough";
        return (!isEnough && tokens.length < request.maxTokens) || finish("length");
      },
    };
    return row;
  }

  #failAll(error: unknown): void {
    this.#batch.clear();
    const pending = [...this.#underWay, ...this.#waiting.splice(0)];
    this.#underWay.clear();
    for (const { fail } of pending) fail(error);
  }
}

const nothing = (): Promise<void> => Promise.resolve();

/** Tokens that a sample's row will hold at most: the last token sampled is never read. */
function maxCachedTokens({ promptTokens, maxTokens }: TokenSampleRequest): number {
  return promptTokens.length + maxTokens - 1;
}

/** Seconds since a time; none where it is no time. */
const secondsSince = (time: number | undefined): number => (time === undefined ? 0 : (performance.now() - time) / 1000);

/** One seed for each sample of a request. */
function sampleSeed(seed: number, index: number): number {
  return mixedSeed(seed, Math.floor(seed / 2 ** 32), index);
}

/** `run()` of ONNX Runtime holds the thread: between steps, messages must get through. */
function afterOtherEvents(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
