import { basename, resolve } from "node:path";
import type { Policy } from "../../mdp/index.ts";
import { mdpOf } from "../../rise-schema.ts";
import type { ListenOptions, ServedModel, ServeSettings, Verifier } from "../../serve/index.ts";
import { gradingOf } from "../../tasks/index.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { modelNames, type OpenModels } from "../models.ts";
import type { VerbContext } from "../verb-context.ts";
import { asTrained } from "./as-trained.ts";

/** Options of `rise serve`. */
export interface ServeOptions extends Partial<Omit<ServeSettings, "log" | "onFailure" | "places" | "playground">> {
  /** The model, the task whose answers it gives, how it is asked again, and the most tokens of a response. */
  readonly config: RunConfig;
  readonly openModels: OpenModels;
  /** The model's name for clients; default: the last part of its own. */
  readonly name?: string;
  /** The address to listen at; default: 127.0.0.1, this machine alone. */
  readonly host?: string;
  /** Default 8000; 0: any that is free. */
  readonly port?: number;
  /** Says whether an attempt is right, so that the turns end there. */
  readonly verifier?: Verifier;
  /** The seed of requests that give none; absent: another each time. */
  readonly seed?: number;
  /** How long answers under way are waited for when the server stops; default 30 s. */
  readonly drainMs?: number;
  /** Is told of each request, without contents. */
  readonly log?: (line: string) => void;
  /** Is told where the server listens, once it does. */
  readonly onListening: (server: ServingAt) => void;
}

/** Where a server listens, and what it serves. */
export interface ServingAt {
  readonly url: string;
  readonly model: string;
}

/**
 * Serves a model behind OpenAI's API, its answers thought over several turns, until the context's signal aborts; answers under way are
 * then finished.
 *
 * @throws ConfigError if the model or the address cannot be had, or the address is open to others without a token
 */
export async function serve(options: ServeOptions, context: VerbContext = {}): Promise<void> {
  const { checkAddress, startServer } = await import("../../serve/index.ts");
  const address = { host: "127.0.0.1", port: 8000, ...options };
  checkAddress(address); // before a model is opened for it
  const config = await asTrained(options.config, context.note);
  const { note, signal } = context;
  const surroundings = { whenAborted: "drop", ...(note && { note }), ...(signal && { signal }) } as const;
  const opened = await options.openModels(modelNames(config, "evaluate"), surroundings);
  const policy = await opened.policy(config.model);
  try {
    const served = await servedModel(options, config, policy);
    const server = await startServer(served, await listenOptions(address, policy, note));
    options.onListening({ url: server.url, model: served.name });
    await aborted(context.signal);
    await server.stop(options.drainMs ?? usualDrainMs);
  } finally {
    await policy.close();
  }
}

const usualDrainMs = 30_000;

async function servedModel(
  { name, verifier, seed }: ServeOptions,
  config: RunConfig,
  policy: Policy,
): Promise<ServedModel> {
  const { attemptsInView, introspection, maxTokens } = mdpOf(config, 1);
  return {
    name: name ?? basename(resolve(config.model)),
    policy,
    reader: await gradingOf(config.task),
    ...(verifier && { verifier }),
    view: { attemptsInView, introspection },
    maxTokens,
    ...(seed === undefined ? {} : { seed }),
  };
}

async function listenOptions(
  options: ServeOptions & { readonly host: string; readonly port: number },
  policy: Policy,
  note: VerbContext["note"],
): Promise<ListenOptions> {
  const { defaultServing } = await import("../../serve/index.ts");
  const { waiting, maxBodyBytes, timeoutMs } = { ...defaultServing, ...options };
  const { host, port, hosts = [], origins = [], token, log } = options;
  return {
    host,
    port,
    hosts,
    origins,
    waiting,
    maxBodyBytes,
    timeoutMs,
    places: policy.concurrency,
    ...(await playgroundFiles(note)),
    ...(token === undefined ? {} : { token }),
    ...(log && { log }),
    ...(note && { onFailure: note }),
  };
}

/** The page's files; where they are not to be had, the API is served without the page. */
async function playgroundFiles(note: VerbContext["note"]): Promise<Pick<ListenOptions, "playground">> {
  const { openFrontEnd } = await import("../../view/index.ts");
  try {
    return { playground: (await openFrontEnd()).files };
  } catch (error) {
    note?.(`there is no playground: ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}
