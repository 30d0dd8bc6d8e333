import { z } from "zod";
import { InfrastructureError } from "../../mdp/index.ts";
import { HttpFailure } from "../../http/index.ts";
import { digestOf, type Journal } from "./journal.ts";
import { LostError } from "./lost-error.ts";
import { persistently } from "./persistently.ts";
import { jsonRequest, WireRefusal, type FutureAnswer, type WireRequest } from "./service.ts";
import type { TinkerSession } from "./session.ts";
import { decodeOutput, outputOfJson, type Datum, type ForwardBackwardOutput, type LossName } from "./wire/index.ts";

/** The protocol's settings of an adapter. */
interface LoraStart {
  readonly rank: number;
  /** Of the adapter's first values. */
  readonly seed: number;
  readonly train_attn: boolean;
  readonly train_mlp: boolean;
  readonly train_unembed: boolean;
}

/** The starting point of a new model on a server. */
export interface ModelStart {
  readonly baseModel: string;
  /** Absent: a full fine-tune, where the server can. */
  readonly lora?: LoraStart;
  /** Weights saved on the server to begin with, instead of the base model's; the optimizer restarts. */
  readonly checkpoint?: string;
}

/** Where a model stands on the server, to be found again after our restart. */
interface ModelPlace {
  readonly session: string;
  readonly model: string;
  /** The next request's number. */
  readonly seqId: number;
}

/** One numbered request: made for the model and number that it gets, so that it can be made again for others. */
interface Operation {
  readonly what: string;
  readonly request: (model: string, seqId: number) => WireRequest;
  /** Whether the model is another one afterwards, so that recovering must do it again. */
  readonly changes: boolean;
}

const modelSchema = z.object({ model_id: z.string() });
const pathSchema = z.object({ path: z.string() });
/** A server that loses everything again and again is not worth waiting for. */
const maxRecoveries = 5;

/**
 * A model that is trained on a server. Every change is numbered and takes effect once. Where the server loses the model, it is
 * brought back from its last checkpoint, and what came after that is done again: the weights are those of an undisturbed run.
 */
export class RemoteModel {
  readonly session: TinkerSession;
  readonly #start: ModelStart;
  #journal: Journal | undefined;
  #model: string;
  #seqId = 1;
  /** Where recovering begins: a checkpoint, or the start. */
  #checkpoint: string | undefined;
  #sinceCheckpoint: Operation[] = [];

  private constructor(session: TinkerSession, start: ModelStart, model: string) {
    this.session = session;
    this.#start = start;
    this.#model = model;
  }

  static async open(session: TinkerSession, start: ModelStart): Promise<RemoteModel> {
    return new RemoteModel(session, start, await createModel(session, start));
  }

  get place(): ModelPlace {
    return { session: this.session.id, model: this.#model, seqId: this.#seqId };
  }

  /** Records each request here, before it is sent. */
  set journal(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * Adds the gradient of the loss of all data, or, forward only, computes their log-probabilities.
   *
   * @param parts [requests][data]; one request each, on the way together
   */
  async forwardBackward(
    parts: readonly (readonly Datum[])[],
    loss: LossName,
    forwardOnly = false,
  ): Promise<readonly ForwardBackwardOutput[]> {
    const operations = parts.map((data): Operation => ({
      what: forwardOnly ? "forward" : "forward_backward",
      request: (modelId, seqId) => this.session.service.forwardBackward({ modelId, seqId, data, loss, forwardOnly }),
      changes: !forwardOnly,
    }));
    const answers = await this.#perform(operations);
    return answers.map(({ isProtobuf, body }) => (isProtobuf ? decodeOutput(body) : outputOfJson(parse(body))));
  }

  /** Steps the optimizer; @returns the metrics that the server gives, by its names */
  async optimStep(adam: Readonly<Record<string, number>>): Promise<Readonly<Record<string, number>>> {
    const answer = await this.#one("optim_step", { adam_params: adam }, true);
    return z.object({ metrics: z.record(z.string(), z.number()).nullish() }).parse(answer).metrics ?? {};
  }

  /** Saves weights and optimizer on the server; @returns where. From now on recovering begins here. */
  async saveCheckpoint(name: string): Promise<string> {
    const { path } = pathSchema.parse(await this.#one("save_weights", { path: name }, false));
    this.#checkpoint = path;
    this.#sinceCheckpoint = [];
    return path;
  }

  /** Saves weights to sample from; @returns where */
  async saveForSampler(name: string): Promise<string> {
    return pathSchema.parse(await this.#one("save_weights_for_sampler", { path: name }, false)).path;
  }

  /**
   * Goes on from a checkpoint. Where the model that wrote it still lives, it is taken up there: requests that were sent after the checkpoint
   * are then sent again under their numbers, and answered without being done twice.
   */
  async restore(checkpoint: string, place: ModelPlace): Promise<void> {
    this.#checkpoint = checkpoint;
    this.#sinceCheckpoint = [];
    if (await this.#isAlive(place.model)) {
      this.#model = place.model;
      this.#seqId = place.seqId;
    } else {
      await this.#reopen();
    }
  }

  /** Gives the server's memory back; it would be given back anyway when the session ends. */
  async unload(): Promise<void> {
    await this.session.service
      .begin(jsonRequest("unload_model", { model_id: this.#model, type: "unload_model" }))
      .catch(() => undefined);
  }

  async #one(verb: string, fields: object, changes: boolean): Promise<unknown> {
    const request = (model_id: string, seq_id: number): WireRequest =>
      jsonRequest(verb, { ...fields, model_id, seq_id, type: verb });
    const [answer] = await this.#perform([{ what: verb, request, changes }]);
    return parse(answer?.body ?? Buffer.from("null"));
  }

  /** Performs operations, bringing the model back as often as the server loses it. */
  async #perform(operations: readonly Operation[]): Promise<readonly FutureAnswer[]> {
    for (let recoveries = 0; ; recoveries++) {
      try {
        if (recoveries > 0) await this.#recover();
        const answers = await this.#sendAll(operations);
        this.#sinceCheckpoint.push(...operations.filter(({ changes }) => changes));
        return answers;
      } catch (error) {
        if (!(error instanceof LostError)) throw error;
        if (recoveries === maxRecoveries) {
          throw new InfrastructureError(
            `${this.session.service.url} lost the model ${recoveries} times: ${error.message}`,
            { cause: error },
          );
        }
      }
    }
  }

  /** Sends all, in order, then waits for all. */
  async #sendAll(operations: readonly Operation[]): Promise<readonly FutureAnswer[]> {
    const sent: { readonly operation: Operation; readonly request: WireRequest; readonly future: string }[] = [];
    for (const operation of operations) sent.push({ operation, ...(await this.#send(operation)) });
    return Promise.all(sent.map(({ operation, request, future }) => this.#answer(operation.what, request, future)));
  }

  /** Sends an operation under the next number; a request that the server cannot read has used none. */
  async #send(operation: Operation): Promise<{ readonly request: WireRequest; readonly future: string }> {
    const { service } = this.session;
    const numbered = (): WireRequest => operation.request(this.#model, this.#seqId);
    let request = numbered();
    this.#record(request);
    let future: string;
    try {
      future = await persistently(() => service.begin(request));
    } catch (error) {
      if (!(error instanceof WireRefusal)) throw error;
      request = numbered();
      this.#record(request, "anew");
      future = await persistently(() => service.begin(request));
    }
    this.#seqId++;
    return { request, future };
  }

  /** The answer; where it got lost, the same request is sent again. */
  async #answer(what: string, request: WireRequest, future: string): Promise<FutureAnswer> {
    const { service } = this.session;
    let current: string | undefined = future;
    return persistently(async () => {
      current ??= await service.begin(request);
      const asked = current;
      current = undefined;
      return service.result(asked, what);
    });
  }

  #record({ verb, body }: WireRequest, how: "once" | "anew" = "once"): void {
    const entry = { model: this.#model, seqId: this.#seqId, verb, sha256: digestOf(body) };
    if (how === "once" && this.#journal?.isTaken(entry) === true) {
      throw new LostError(`request ${this.#seqId} of model ${this.#model} was another one before the restart`);
    }
    this.#journal?.record(entry);
  }

  async #recover(): Promise<void> {
    await this.session.renew();
    await this.#reopen();
    const again = this.#sinceCheckpoint;
    await this.#sendAll(again);
  }

  async #reopen(): Promise<void> {
    this.#model =
      this.#checkpoint === undefined
        ? await createModel(this.session, this.#start)
        : await loadModel(this.session, this.#checkpoint, true);
    this.#seqId = 1;
  }

  async #isAlive(model: string): Promise<boolean> {
    const known = this.session.service.ask("get_info", { model_id: model, type: "get_info" }, modelSchema);
    return known.then(
      () => true,
      () => false,
    );
  }
}

function createModel(session: TinkerSession, { baseModel, lora, checkpoint }: ModelStart): Promise<string> {
  if (checkpoint !== undefined) return loadModel(session, checkpoint, false);
  const adapter = lora === undefined ? {} : { lora_config: lora };
  return opened(session, "create_model", { base_model: baseModel, ...adapter });
}

function loadModel(session: TinkerSession, path: string, optimizer: boolean): Promise<string> {
  return opened(session, "load_weights", { path, optimizer });
}

/** Opens a model; a session that is lost in the middle is renewed, and the model opened there. */
function opened(session: TinkerSession, verb: string, fields: object): Promise<string> {
  const request = (): WireRequest =>
    jsonRequest(verb, { session_id: session.id, model_seq_id: session.nextModel(), ...fields, type: verb });
  let numbered = request();
  const open = async (): Promise<string> => {
    const future = await session.service.begin(numbered);
    return modelSchema.parse(parse((await session.service.result(future, verb)).body)).model_id;
  };
  return persistently(() =>
    open().catch(async (error: unknown) => {
      if (error instanceof LostError && error.cause instanceof HttpFailure && error.cause.status === 410) {
        await session.renew();
        numbered = request();
      }
      throw error;
    }),
  );
}

function parse(body: Buffer): unknown {
  return JSON.parse(body.toString());
}
