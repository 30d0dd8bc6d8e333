import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { decodeForwardBackward, forwardBackwardOfJson, forwardBackwardSchema } from "../wire/index.ts";
import type { Fault, FaultScript } from "./faults.ts";
import type { Answer } from "./futures.ts";
import { requestSchemas, type JsonRequest, type JsonVerb } from "./request-schemas.ts";
import { SequenceError, type ServedModel } from "./served-model.ts";
import { NotLoadedError, ServedTinker, type ServedTinkerOptions } from "./served-tinker.ts";

/** How a Tinker server for tests behaves. */
export interface TinkerServerOptions extends ServedTinkerOptions {
  /** The forms of `forward_backward` that are understood; another one is answered 415. */
  readonly wire?: "both" | "protobuf" | "json";
  readonly faults?: FaultScript;
  /** Where given, requests without it are refused. */
  readonly apiKey?: string;
  /** How long a future is waited for before `try_again`. */
  readonly waitMs?: number;
}

/** A running server. */
export interface TinkerServer {
  readonly url: string;
  /** How many requests of a verb have arrived. */
  arrived(verb: string): number;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: object | Uint8Array;
}

const protobufType = "application/x-protobuf";

/** Serves the Tinker protocol on the loopback interface, with the embedded engine's arithmetic and scripted faults. */
export async function serveTinker(options: TinkerServerOptions): Promise<TinkerServer> {
  const served = new ServedTinker(options);
  const arrivals = new Map<string, number>();
  const server = createServer((request, response) => {
    void (async () => {
      const verb = (request.url ?? "").replace(/^\/api\/v1\//, "");
      const index = arrivals.get(verb) ?? 0;
      arrivals.set(verb, index + 1);
      const body = await bodyOf(request);
      const answer = (): Promise<Reply> => reply(served, options, verb, request, body);
      await withFault(options.faults?.({ verb, index }), served, answer, response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address
  return {
    url: `http://127.0.0.1:${port}`,
    arrived: (verb) => arrivals.get(verb) ?? 0,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await served.restart();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array); // no encoding is set: chunks are bytes
  return Buffer.concat(chunks);
}

async function withFault(
  fault: Fault | undefined,
  served: ServedTinker,
  answer: () => Promise<Reply>,
  response: ServerResponse,
): Promise<void> {
  if (fault?.kind === "refuse") {
    const headers = fault.retryAfterSec === undefined ? {} : { "retry-after": String(fault.retryAfterSec) };
    response.writeHead(fault.status, headers).end("refused by the test");
    return;
  }
  if (fault?.kind === "restart") await served.restart();
  if (fault?.kind === "repeat") await answer();
  const { status, body } = await answer();
  const isBytes = body instanceof Uint8Array;
  const bytes = isBytes ? body : Buffer.from(JSON.stringify(body));
  const type = isBytes ? protobufType : "application/json";
  if (fault?.kind === "lose") return lose(fault.answer, bytes, type, response);
  if (fault?.kind === "trickle") {
    response.writeHead(status, { "content-type": type }).write(bytes.subarray(0, 1));
    return;
  }
  response.writeHead(status, { "content-type": type }).end(bytes);
}

function lose(
  how: "reset" | "badGateway" | "html" | "half",
  bytes: Uint8Array,
  type: string,
  response: ServerResponse,
): void {
  if (how === "reset") response.destroy();
  else if (how === "badGateway") response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
  else if (how === "html") response.writeHead(200, { "content-type": "text/html" }).end("<h1>Please sign in</h1>");
  else {
    response.writeHead(200, { "content-type": type, "content-length": bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  }
}

async function reply(
  served: ServedTinker,
  options: TinkerServerOptions,
  verb: string,
  { headers }: IncomingMessage,
  body: Uint8Array,
): Promise<Reply> {
  if (options.apiKey !== undefined && headers["x-api-key"] !== options.apiKey) {
    return { status: 401, body: { detail: "the key is not valid" } };
  }
  try {
    if (verb === "forward_backward" || verb === "forward") return forwardBackward(served, options, headers, body);
    if (verb === "retrieve_future") return await retrieve(served, options, headers, read("retrieve_future", body));
    return { status: 200, body: await answerJson(served, verb, body) };
  } catch (error) {
    if (error instanceof NotLoadedError) return { status: 410, body: { detail: error.message } };
    if (error instanceof SequenceError) return { status: 409, body: { detail: error.message } };
    return { status: 422, body: { detail: error instanceof Error ? error.message : String(error) } };
  }
}

function read<K extends JsonVerb>(verb: K, body: Uint8Array): JsonRequest<K> {
  return requestSchemas[verb].parse(JSON.parse(Buffer.from(body).toString())) as JsonRequest<K>; // the schema of that verb
}

function forwardBackward(
  served: ServedTinker,
  { wire = "both" }: TinkerServerOptions,
  headers: IncomingMessage["headers"],
  body: Uint8Array,
): Reply {
  const isProtobuf = headers["content-type"]?.startsWith(protobufType) === true;
  if (wire !== "both" && isProtobuf !== (wire === "protobuf")) {
    return { status: 415, body: { detail: `forward_backward must be sent as ${wire}` } };
  }
  const request = isProtobuf
    ? decodeForwardBackward(body)
    : forwardBackwardOfJson(forwardBackwardSchema.parse(JSON.parse(Buffer.from(body).toString())));
  const { modelId, seqId } = request;
  const requestId = served.sequenced(modelId, seqId, body, (model) => served.forwardBackward(model, request));
  return { status: 200, body: { request_id: requestId, model_id: modelId } };
}

/** A model that is gone fails its futures inside a 200, as the hosted service does. */
async function retrieve(
  served: ServedTinker,
  { wire = "both", waitMs = 200 }: TinkerServerOptions,
  { accept }: IncomingMessage["headers"],
  { request_id }: JsonRequest<"retrieve_future">,
): Promise<Reply> {
  const state = await served.futures.state(request_id, waitMs);
  if (state.kind === "unknown")
    return { status: 200, body: { error: `${request_id}: the model is not loaded`, category: "server" } };
  if (state.kind === "pending") return { status: 200, body: { type: "try_again", request_id, queue_state: "active" } };
  const { json, protobuf } = state.answer;
  const asProtobuf = protobuf !== undefined && wire !== "json" && accept?.includes(protobufType) === true;
  return { status: 200, body: asProtobuf ? protobuf : json };
}

async function answerJson(served: ServedTinker, verb: string, body: Uint8Array): Promise<object> {
  const { futures } = served;
  const [, samplerId] = /^samplers\/(.+)$/.exec(verb) ?? []; // of the SDK alone
  if (samplerId !== undefined) return { sampler_id: samplerId, base_model: served.modelNames[0] };
  switch (verb) {
    case "client/config": // of the SDK alone: every feature flag at its default
    case "client/dynamic_config":
    case "telemetry":
      return { status: "accepted" };
    case "healthz":
      return { status: "ok" };
    case "get_server_capabilities":
      return {
        supported_models: served.modelNames.map((model_name) => ({ model_name, trainable: true, sampleable: true })),
      };
    case "create_session":
      read("create_session", body);
      return { type: "create_session", session_id: served.createSession() };
    case "session_heartbeat": // answered whether or not the session lives, as the hosted service does
      return { type: "session_heartbeat" };
    case "create_model": {
      const request = read("create_model", body);
      const lora = request.lora_config ?? undefined;
      return { request_id: served.openModel(request, () => served.openBase(request.base_model, lora), lora) };
    }
    case "load_weights": {
      const request = read("load_weights", body);
      return {
        request_id: served.openModel(request, () => served.openCheckpoint(request), served.adapterAt(request.path)),
      };
    }
    case "get_info": {
      const { id, lora } = served.model(read("get_info", body).model_id);
      return { type: "get_info", model_id: id, model_data: { arch: "llama" }, is_lora: lora !== undefined };
    }
    case "unload_model": {
      const { model_id } = read("unload_model", body);
      return {
        request_id: futures.begin(async () => ({ json: { model_id: (await served.unload(model_id), model_id) } })),
      };
    }
    case "create_sampling_session":
      return { sampling_session_id: served.createSamplingSession(read("create_sampling_session", body)) };
    case "asample": {
      const request = read("asample", body);
      const { sampling_session_id, seq_id, num_samples } = request;
      const names = Array.from({ length: num_samples }, (_, i) => `${sampling_session_id}-${seq_id}-${i}`);
      return { request_id: futures.begin(() => served.sample(request)), sample_sequence_ids: names };
    }
    default:
      return answerSequenced(served, verb, body);
  }
}

function answerSequenced(served: ServedTinker, verb: string, body: Uint8Array): object {
  if (verb === "optim_step") {
    const request = read(verb, body);
    return {
      request_id: served.sequenced(request.model_id, request.seq_id, body, (model) => served.optimStep(model, request)),
    };
  }
  if (verb === "save_weights") {
    const { model_id, seq_id, path } = read(verb, body);
    const name = path ?? `checkpoint-${seq_id}`;
    return { request_id: served.sequenced(model_id, seq_id, body, (model) => served.save(model, "weights", name)) };
  }
  if (verb === "save_weights_for_sampler") {
    const { model_id, seq_id, path } = read(verb, body);
    const save = (model: ServedModel): Promise<Answer> =>
      typeof path === "string"
        ? served.save(model, "sampler_weights", path)
        : served.openSaved(model, `sampler-${seq_id}`);
    return { request_id: served.sequenced(model_id, seq_id, body, save) };
  }
  throw new z.ZodError([{ code: "custom", path: [], message: `the server has no ${verb}`, input: verb }]);
}
