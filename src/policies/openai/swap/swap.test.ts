import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { writeSmallModel } from "../../../../test/small-model.ts";
import { Engine } from "../../../engine/index.ts";
import { ConfigError, type Policy } from "../../../mdp/index.ts";
import type { EndpointModels } from "../endpoint-models.ts";
import type { EndpointInput } from "../endpoint-schema.ts";
import { opened } from "../testing/opened.ts";
import {
  engineBackend,
  startOpenaiServer,
  type Backend,
  type DialectName,
  type OpenaiServer,
} from "../testing/index.ts";
import { weightsDigest } from "./weights-digest.ts";

const root = mkdtempSync(join(tmpdir(), "rise-swap-"));
const [base, trained] = [join(root, "base"), join(root, "trained")];
const engines = new Map<string, Engine>();
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  for (const [seed, folder] of [base, trained].entries()) {
    writeSmallModel(folder, seed + 1);
    engines.set(folder, await Engine.open(folder, { threads: 1 }));
  }
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
afterAll(async () => {
  for (const engine of engines.values()) await engine.close();
  rmSync(root, { recursive: true });
});

/** A server that answers with the weights of a folder, which may be another for each name asked for. */
async function serve(
  dialect: DialectName,
  folderOf: (model: string) => string,
  more: (method: string, path: string, body: unknown) => unknown,
  swap: EndpointInput["swap"],
): Promise<{ readonly server: OpenaiServer; readonly endpoint: EndpointModels }> {
  const backend: Backend = (ask) => {
    const engine = engines.get(folderOf(ask.model));
    if (engine === undefined) throw new Error(`no weights for ${ask.model}`);
    return engineBackend(engine)(ask);
  };
  const server = await startOpenaiServer({ backend, dialect, more });
  const endpoint = opened({ urls: [server.url], tokenizer: base, swap }, { base });
  closing.push(
    () => server.close(),
    () => endpoint.close(),
  );
  return { server, endpoint };
}
const greedy = async (policy: Policy): Promise<string> => {
  const messages = [{ role: "user", content: "What is 3 + 4?" }] as const;
  const [attempt] = await policy.sample({ key: "k", messages, n: 1, seed: 1, temperature: 0, topP: 1, maxTokens: 10 });
  return JSON.stringify(attempt?.tokens?.response);
};
const expected = async (folder: string): Promise<string> => {
  const engine = engines.get(folder);
  const { chat, endOfTurnIds } = engine?.tokens ?? {};
  const promptTokens = chat?.render([{ role: "user", content: "What is 3 + 4?" }], { addGenerationPrompt: true }) ?? [];
  const ask = { promptTokens, n: 1, seed: 1, temperature: 0, topP: 1, maxTokens: 10, stopIds: endOfTurnIds ?? [] };
  return JSON.stringify((await engine?.sample(ask))?.[0]?.tokens);
};
const field = (body: unknown, name: string): string => String((body as Record<string, unknown>)[name]); // the client's JSON

describe("SGLang reads weights from disk:", () => {
  const sglang = (isObeying: boolean) => {
    let [served, told] = [base, "test-model"];
    const more = (_: string, path: string, body: unknown): unknown => {
      if (path === "/model_info") return { model_path: told };
      if (path === "/v1/models") return { data: [{ id: told, owned_by: "sglang" }] }; // it renames itself
      if (path !== "/update_weights_from_disk") return undefined;
      told = field(body, "model_path");
      if (isObeying) served = told;
      return { success: true, message: "Succeeded to update model weights." };
    };
    return serve("sglang", () => served, more, { by: "sglang-disk" });
  };

  test("what it samples then is of the new weights, and of the first ones when those are wanted again", async () => {
    const { endpoint } = await sglang(true);
    const first = await endpoint.policy(base);
    expect(await greedy(first)).toBe(await expected(base));
    const second = await endpoint.policy(trained);
    expect(await greedy(second)).toBe(await expected(trained));
    expect(second.digest).toBe(weightsDigest(trained));
    expect(await greedy(await endpoint.policy(base))).toBe(await expected(base));
  });

  test("a server that says so and keeps its old weights is found out", async () => {
    const { endpoint } = await sglang(false);
    await endpoint.policy(base);
    await expect(endpoint.policy(trained)).rejects.toThrow("answers exactly as before they were loaded");
  });

  test("a server that does not see the folder is told from one that does", async () => {
    const more = (_: string, path: string): unknown => {
      if (path === "/get_model_info") return { model_path: "test-model" };
      return path === "/update_weights_from_disk" ? { success: false, message: "no such folder" } : undefined;
    };
    const { endpoint } = await serve("sglang", () => base, more, { by: "sglang-disk", here: root, there: "/mnt" });
    const error = await endpoint.policy(trained).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain("must serve /mnt/trained");
    expect(String(error)).toContain("no such folder");
  });
});

describe("vLLM loads adapters at run time:", () => {
  const adapter = join(root, "adapter");
  beforeAll(() => {
    writeSmallModel(adapter, 3);
    writeFileSync(join(adapter, "adapter_config.json"), '{"r": 8}');
  });
  const vllm = async (isObeying: boolean) => {
    const adapters = new Map<string, string>();
    const more = (_: string, path: string, body: unknown): unknown => {
      if (path === "/v1/models") {
        return { data: ["test-model", ...adapters.keys()].map((id) => ({ id, owned_by: "vllm" })) };
      }
      if (path !== "/v1/load_lora_adapter") return undefined;
      adapters.set(field(body, "lora_name"), field(body, "lora_path"));
      return "Success: LoRA adapter added successfully."; // plain text, as vLLM answers
    };
    const folderOf = (model: string): string => (isObeying && adapters.get(model) === adapter ? trained : base);
    return { adapters, ...(await serve("vllm", folderOf, more, { by: "vllm-lora" })) };
  };

  test("requests ask for them by a name of their own; the base keeps its name", async () => {
    const { server, endpoint, adapters } = await vllm(true);
    expect(await greedy(await endpoint.policy(base))).toBe(await expected(base));
    expect(server.requests.at(-1)?.body["model"]).toBe("test-model");
    expect(await greedy(await endpoint.policy(adapter))).toBe(await expected(trained));
    expect([...adapters]).toEqual([[`rise-${weightsDigest(adapter)}`, adapter]]);
    expect(server.requests.at(-1)?.body["model"]).toBe(`rise-${weightsDigest(adapter)}`);
    await endpoint.policy(adapter); // there already
    expect(adapters.size).toBe(1);
  });

  test("one that answers as the base does under the adapter's name is found out", async () => {
    const { endpoint } = await vllm(false);
    await expect(endpoint.policy(adapter)).rejects.toThrow("answers exactly as before they were loaded");
  });

  test("full weights are no adapter; a server without the switch is told of it", async () => {
    const { endpoint } = await vllm(true);
    await expect(endpoint.policy(trained)).rejects.toThrow("needs a LoRA adapter");
    const off = await serve(
      "vllm",
      () => base,
      () => undefined,
      { by: "vllm-lora" },
    );
    await expect(off.endpoint.policy(adapter)).rejects.toThrow("VLLM_ALLOW_RUNTIME_LORA_UPDATING=True");
  });
});

describe("vLLM reads the folder that it was started with again:", () => {
  test("the weights are copied there whole, read, and cached prompts forgotten", async () => {
    const folder = join(root, "served");
    writeSmallModel(folder, 1);
    const calls: string[] = [];
    let served = base;
    const more = (_: string, path: string, body: unknown): unknown => {
      if (path !== "/collective_rpc" && path !== "/reset_prefix_cache") return undefined;
      calls.push(path === "/collective_rpc" ? field(body, "method") : path);
      if (path === "/collective_rpc") served = weightsDigest(folder) === weightsDigest(trained) ? trained : base;
      return {};
    };
    const { endpoint } = await serve("vllm", () => served, more, { by: "vllm-disk", folder });
    expect(await greedy(await endpoint.policy(base))).toBe(await expected(base));
    expect(await greedy(await endpoint.policy(trained))).toBe(await expected(trained));
    expect(calls).toEqual(["reload_weights", "/reset_prefix_cache", "reload_weights", "/reset_prefix_cache"]);
    const weights = (at: string): Buffer => readFileSync(join(at, "model.safetensors"));
    expect(weights(folder).equals(weights(trained))).toBe(true);
    expect(existsSync(join(folder, "model.safetensors.part"))).toBe(false);
  });

  test("where no folder is named, it is told to read the new one", async () => {
    let served = base;
    const more = (_: string, path: string, body: unknown): unknown => {
      if (path === "/reset_prefix_cache") return { success: true };
      if (path !== "/collective_rpc") return undefined;
      served = String((body as { kwargs: Record<string, unknown> }).kwargs["weights_path"]); // the client's JSON
      return { results: [null] };
    };
    const { endpoint } = await serve("vllm", () => served, more, { by: "vllm-disk" });
    expect(await greedy(await endpoint.policy(trained))).toBe(await expected(trained));
  });

  test("a server without its switch is told of it", async () => {
    const off = await serve(
      "vllm",
      () => base,
      () => undefined,
      { by: "vllm-disk", folder: join(root, "other") },
    );
    await expect(off.endpoint.policy(base)).rejects.toThrow("VLLM_SERVER_DEV_MODE=1");
  });
});

describe("names:", () => {
  test("a server that loads what requests name is asked by a path that no other weights had", async () => {
    const { server, endpoint } = await serve(
      "transformers",
      () => base,
      () => undefined,
      { by: "name" },
    );
    expect((await endpoint.policy(base)).digest).toBe(weightsDigest(base));
    await greedy(await endpoint.policy(trained));
    const asked = String(server.requests.at(-1)?.body["model"]);
    expect(asked).toBe(`${trained}-${weightsDigest(trained)?.slice(0, 8)}`);
    expect(weightsDigest(asked)).toBe(weightsDigest(trained)); // a link to the folder
  });

  test("servers that keep their weights are refused others", async () => {
    const { endpoint } = await serve(
      "vllm",
      () => base,
      () => undefined,
      { by: "none" },
    );
    await endpoint.policy(base);
    await expect(endpoint.policy(trained)).rejects.toThrow("rollouts.swap.by is none");
  });
});
