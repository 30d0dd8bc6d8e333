import { ConfigError } from "../../mdp/index.ts";
import { HttpFailure, hostOf } from "../../http/index.ts";
import { addressForms } from "./address.ts";
import type { Servers } from "./servers.ts";
import { countOf, fieldsOf, itemsOf, type Fields } from "./wires/reply-fields.ts";
import type { EngineName } from "./wires/dialect.ts";

/** A server's description of itself. */
export interface ServerFacts {
  readonly url: string;
  readonly engine: EngineName;
  /** The names of the models it serves; empty where it doesn't say. */
  readonly models: readonly string[];
  /** The longest sequence it reads, in tokens, where it says. */
  readonly contextTokens?: number;
}

/**
 * Asks a server what it is and what it serves.
 *
 * @throws ConfigError if it cannot be reached, refuses the key, or does not serve the endpoint's model
 */
export async function askFacts(servers: Servers, url: string, signal?: AbortSignal): Promise<ServerFacts> {
  const { engine, model, swap } = servers.endpoint;
  const rows = await listModels(servers, url, signal);
  const models = rows.map(({ id }) => String(id ?? ""));
  const known = engine === "auto" ? await recognise(servers, url, rows, signal) : engine;
  // transformers serve lists its cache and loads whatever is asked for; SGLang renames itself after the folder that it was given.
  const isNamed = known !== "transformers" && swap.by !== "sglang-disk";
  if (isNamed && models.length > 0 && !models.some((name) => isSameModel(name, model))) {
    throw new ConfigError(`${url} must serve ${model}, got ${listed(models, model)}; set model to one of these`);
  }
  const row = rows.find(({ id }) => id === model) ?? {};
  const contextTokens = countOf(row["max_model_len"]) ?? countOf(fieldsOf(row["meta"])["n_ctx"]);
  return { url, engine: known, models, ...(contextTokens === undefined ? {} : { contextTokens }) };
}

/** The names of the models that a server has now. */
export async function askModels(servers: Servers, url: string, signal?: AbortSignal): Promise<readonly string[]> {
  return (await listModels(servers, url, signal)).map(({ id }) => String(id ?? ""));
}

/** Names under which servers list a model that is asked for by a shorter one: Gemini's, Ollama's, a gateway's pattern. */
function isSameModel(listed: string, asked: string): boolean {
  const plain = (name: string): string => name.replace(/^models\//, "").replace(/:latest$/, "");
  if (plain(listed) === plain(asked)) return true;
  if (listed.endsWith("*")) return asked.startsWith(listed.slice(0, -1)); // LiteLLM
  return asked.startsWith(`${listed}:`); // OpenRouter: a way to route the model
}

const maxListed = 10;

/** The names that are most like the one that is wanted: hosted servers list hundreds. */
function listed(models: readonly string[], wanted: string): string {
  if (models.length <= maxListed) return models.join(", ");
  const words = wanted.toLowerCase().split(/[^a-z0-9.]+/);
  const score = (name: string): number => words.filter((word) => name.toLowerCase().includes(word)).length;
  const nearest = [...models].sort((a, b) => score(b) - score(a)).slice(0, maxListed);
  return `${nearest.join(", ")} and ${models.length - maxListed} more`;
}

/** The list is asked for in each form that the address may have; the form that has one is the servers'. */
async function listModels(servers: Servers, url: string, signal?: AbortSignal): Promise<readonly Fields[]> {
  const first = servers.form(url);
  for (const form of [first, ...addressForms(url).filter((other) => other !== first)]) {
    servers.form(url, form);
    const rows = await listAt(servers, url, signal);
    if (rows !== undefined) return rows;
  }
  servers.form(url, first);
  return []; // some gateways have no list; transformers serve has none without a cache
}

/** @returns undefined where there is none */
async function listAt(servers: Servers, url: string, signal?: AbortSignal): Promise<readonly Fields[] | undefined> {
  const { apiKeyEnv } = servers.endpoint;
  try {
    const list = await servers.json(url, { method: "GET", path: "/v1/models", signal });
    const rows = Array.isArray(list) ? list : fieldsOf(list)["data"]; // Together gives the rows alone
    return rows === undefined ? undefined : itemsOf(rows).map(fieldsOf);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.status === 401 || error.status === 403) {
      const cure =
        apiKeyEnv === undefined ? "set apiKeyEnv to the variable that holds a key" : `check the key in ${apiKeyEnv}`;
      throw new ConfigError(`${url} refuses the key (${error.status}); ${cure}`, { cause: error });
    }
    if (error.kind === "status" || error.kind === "answer") return undefined;
    throw new ConfigError(`${url} must answer GET /v1/models, got: ${error.message}; is the server up?`, {
      cause: error,
    });
  }
}

const owners: Readonly<Record<string, EngineName>> = { vllm: "vllm", sglang: "sglang", llamacpp: "llama-server" };

/** Engines sign their list of models; transformers serve is known by a path that it alone has. */
async function recognise(
  servers: Servers,
  url: string,
  rows: readonly Fields[],
  signal?: AbortSignal,
): Promise<EngineName> {
  const owner = String(rows[0]?.["owned_by"] ?? "");
  const signed = Object.hasOwn(owners, owner) ? owners[owner] : undefined;
  if (signed !== undefined) return signed;
  const paths = await openapiPaths(servers, url, signal);
  return "/load_model" in paths && "/v1/chat/completions" in paths ? "transformers" : "openai";
}

async function openapiPaths(servers: Servers, url: string, signal?: AbortSignal): Promise<Fields> {
  try {
    return fieldsOf(fieldsOf(await servers.json(url, { method: "GET", path: "/openapi.json", signal }))["paths"]);
  } catch (error) {
    if (error instanceof HttpFailure) return {}; // most have none
    throw error;
  }
}

/** For a person: "127.0.0.1:8000". */
export function shortHost(url: string): string {
  return hostOf({ url }).replace(/^https?:\/\//, "");
}
