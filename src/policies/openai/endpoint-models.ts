import type { Policy } from "../../mdp/index.ts";
import type { Endpoint } from "./endpoint-schema.ts";
import { modelFolder } from "../embedded/model-folder.ts";
import { openaiPolicy, type Served } from "./openai-policy.ts";
import { probe, type Probe } from "./probe.ts";
import { openPrompts } from "./prompts.ts";
import { openServers, type Servers, type ServerSurroundings, type Traffic } from "./servers.ts";
import { askFacts, shortHost } from "./server-facts.ts";
import { swapOf, weightsDigest, type Swap } from "./swap/index.ts";

/** The models behind one endpoint: what it serves as it is and, where weights can be swapped, what a run trains. */
export interface EndpointModels {
  /** Opens what the endpoint serves by its own name: a teacher. */
  served(signal?: AbortSignal): Promise<Policy>;
  /** Opens the weights of a folder on the servers, bringing them there where they are others. */
  policy(folder: string, signal?: AbortSignal): Promise<Policy>;
  /** The digest of that policy, told without a server. */
  digest(folder: string): string;
  /** Asks the servers what they are and whether they have the model; nothing is sampled. */
  check(signal?: AbortSignal): Promise<void>;
  /** Asks the servers what they are, and how they are best asked, by trying; once. */
  probe(signal?: AbortSignal): Promise<Probe>;
  traffic(): Traffic;
  close(): void;
}

/** How an endpoint's models are opened. */
export interface EndpointModelsOptions extends ServerSurroundings {
  /** The name or folder of the weights that the servers were started with; every other is to be brought there. */
  readonly base?: string;
  /** The folder whose tokenizer renders prompts, where the endpoint names none; absent: chats are left to the servers. */
  readonly tokenizer?: string;
}

/**
 * Opens an endpoint. Its servers are asked what they are when the first model is opened.
 *
 * @throws ConfigError if its API key is missing, or the tokenizer's folder cannot be used
 */
export function openEndpoint(endpoint: Endpoint, options: EndpointModelsOptions): EndpointModels {
  const { base, meter, note } = options;
  meter.refuseUnpriced(endpoint.model);
  const servers = openServers(endpoint, options);
  const folder = endpoint.tokenizer ?? options.tokenizer;
  const prompts = folder === undefined || endpoint.api === "chat" ? undefined : openPrompts(folder);
  const name = `${endpoint.model} at ${endpoint.urls.map(shortHost).join(", ")}`;
  let probed: Promise<Probe> | undefined;
  let swap: Swap | undefined;
  const probeOnce = (signal?: AbortSignal): Promise<Probe> => {
    probed ??= probe(servers, prompts, signal).then((found) => {
      for (const line of found.notes) if (prompts !== undefined) note?.(line);
      return found;
    });
    probed.catch(() => (probed = undefined)); // asked again by whoever tries again
    return probed;
  };
  const opened = async (
    model: (found: Probe) => Promise<Pick<Served, "model" | "digest">>,
    signal?: AbortSignal,
  ): Promise<Policy> => {
    const found = await probeOnce(signal);
    const weights = await model(found);
    return openaiPolicy({
      servers,
      probe: found,
      ...(prompts === undefined ? {} : { prompts }),
      name,
      ...weights,
      close: () => {},
    });
  };
  return {
    served: (signal) => opened(async () => ({ model: endpoint.model, digest: `served:${endpoint.model}` }), signal),
    digest: (folder) => digestHere(folder, endpoint),
    policy: (folder, signal) =>
      opened(async ({ wire }) => {
        swap ??= swapOf({ servers, wire, prompts });
        return loadEverywhere(servers, swap, folder, base, signal);
      }, signal),
    async check(signal) {
      await Promise.all(endpoint.urls.map((url) => askFacts(servers, url, signal)));
    },
    probe: probeOnce,
    traffic: () => servers.traffic(),
    close: () => servers.close(),
  };
}

const digestHere = (folder: string, { model }: Endpoint): string =>
  weightsDigest(modelFolder(folder)) ?? `served:${model}`;

/** One replica after the other: while one reads its weights the others stay as they were, and nobody is asked. */
async function loadEverywhere(
  servers: Servers,
  swap: Swap,
  folder: string,
  base: string | undefined,
  signal?: AbortSignal,
): Promise<Pick<Served, "model" | "digest">> {
  const { endpoint } = servers;
  const here = modelFolder(folder);
  const digest = digestHere(folder, endpoint);
  let model = endpoint.model;
  for (const url of endpoint.urls)
    model = await swap.load(url, { folder: here, digest, isBase: folder === base }, signal);
  return { model, digest };
}
