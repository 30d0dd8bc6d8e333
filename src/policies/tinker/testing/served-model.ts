import { createHash } from "node:crypto";
import type { Engine } from "../../../engine/index.ts";
import type { ForwardBackwardOutput, ForwardBackwardRequest } from "../wire/index.ts";
import { rowsOf, sequenceOf, type WeightSemantics } from "./weight-semantics.ts";

/** A request's number is taken by another request, or leaves a gap. */
export class SequenceError extends Error {
  override readonly name = "SequenceError";
}

/** How a served model is trained. */
interface ServedModelOptions {
  readonly weights: WeightSemantics;
  readonly lora: { readonly rank: number; readonly seed?: number | null | undefined } | undefined;
}

/** A model that a client trains: its requests take effect once each, in the order of their numbers. */
export class ServedModel {
  readonly id: string;
  readonly engine: Engine;
  /** The adapter that it trains; absent: all weights. */
  readonly lora: ServedModelOptions["lora"];
  readonly #semantics: WeightSemantics;
  /** By number: the future that answers it, and what was asked. */
  readonly #taken = new Map<number, { readonly requestId: string; readonly body: string }>();
  #last: Promise<unknown> = Promise.resolve();
  #nextSeqId = 1;

  constructor(id: string, engine: Engine, { weights, lora }: ServedModelOptions) {
    this.id = id;
    this.engine = engine;
    this.lora = lora;
    this.#semantics = weights;
  }

  /**
   * Takes a request under its number; one that was taken before is not done again.
   *
   * @param begin starts the work and names its future
   * @returns the name of the future
   * @throws SequenceError if the number was used for another request, or is not the next
   */
  take(seqId: number, body: Uint8Array, begin: () => string): string {
    const sha = createHash("sha256").update(body).digest("hex");
    const before = this.#taken.get(seqId);
    if (before !== undefined && before.body === sha) return before.requestId;
    if (seqId !== this.#nextSeqId) {
      throw new SequenceError(
        `seq_id of model ${this.id} must be ${this.#nextSeqId}, or repeat a request, got ${seqId}`,
      );
    }
    this.#nextSeqId++;
    const requestId = begin();
    this.#taken.set(seqId, { requestId, body: sha });
    return requestId;
  }

  /** Runs work after all work before. */
  inOrder<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Log-probabilities of the targets; and, unless forward only, the gradient added. */
  async forwardBackward(request: ForwardBackwardRequest): Promise<ForwardBackwardOutput> {
    const logprobs = await this.engine.logprobs(
      request.data.map((datum, i) => ({ id: `datum ${i}`, tokens: sequenceOf(datum) })),
    );
    if (request.forwardOnly) return { logprobs, metrics: {} };
    const { loss } = await this.engine.forwardBackward(rowsOf(request, this.#semantics, logprobs));
    return { logprobs, metrics: { "loss:sum": loss } };
  }
}
