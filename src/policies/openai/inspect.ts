import { ConfigError } from "../../mdp/index.ts";
import { endpointSchema, type Endpoint, type EndpointInput } from "./endpoint-schema.ts";
import { openEndpoint } from "./endpoint-models.ts";
import { openServers, type ServerSurroundings } from "./servers.ts";
import { askModels } from "./server-facts.ts";

/** An endpoint's abilities, as it showed when it was asked. */
export interface Inspection {
  readonly model: string;
  readonly engine: string;
  readonly servers: readonly { readonly url: string; readonly models: readonly string[] }[];
  /** The longest sequence, in tokens, where the servers say. */
  readonly contextTokens?: number;
  /** The protocol that a run would use. */
  readonly protocol: string;
  /** Whether prompts and responses are token ids, with log-probabilities. */
  readonly hasTokens: boolean;
  /** Whether one request may ask for several responses. */
  readonly hasSeveral: boolean;
  /** Of one short response, the connection included. */
  readonly probeMs: number;
  /** Why a better protocol is not used. */
  readonly notes: readonly string[];
}

/**
 * Looks at an endpoint as a run would, with a few short requests.
 *
 * @param written the model may be left out: the first that is served
 * @throws ConfigError as a run would
 */
export async function inspectEndpoint(
  written: Omit<EndpointInput, "model"> & { readonly model?: string },
  surroundings: ServerSurroundings,
): Promise<Inspection> {
  const model = written.model ?? (await firstModel(written, surroundings));
  const endpoint = openEndpoint(resolved({ ...written, model }), surroundings);
  try {
    const beganMs = performance.now();
    const { facts, engine, wire, contextTokens, notes } = await endpoint.probe();
    return {
      model,
      engine,
      servers: facts.map(({ url, models }) => ({ url, models })),
      ...(contextTokens === undefined ? {} : { contextTokens }),
      protocol: wire.name,
      hasTokens: wire.hasTokens,
      hasSeveral: wire.maxPerRequest > 1,
      probeMs: performance.now() - beganMs,
      notes,
    };
  } finally {
    endpoint.close();
  }
}

async function firstModel(written: Omit<EndpointInput, "model">, surroundings: ServerSurroundings): Promise<string> {
  const endpoint = resolved({ ...written, model: "any" });
  const servers = openServers(endpoint, surroundings);
  try {
    const [url = ""] = endpoint.urls;
    const [first = "default"] = await askModels(servers, url);
    return first;
  } finally {
    servers.close();
  }
}

function resolved(written: EndpointInput): Endpoint {
  const parsed = endpointSchema.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("\n"));
}
