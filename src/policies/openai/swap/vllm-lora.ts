import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../../mdp/index.ts";
import { HttpFailure } from "../../../http/index.ts";
import { askModels } from "../server-facts.ts";
import { fingerprintOf, stillTheOld } from "./fingerprint.ts";
import { pathThere, type Swap, type SwapOptions, type WantedWeights } from "./swap.ts";

const cure =
  "start vLLM with --enable-lora, a --max-lora-rank that is large enough, and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True";

/** Adapters beside the base that vLLM was started with: each has a name, and requests say which they want. */
export function vllmLoraSwap(options: SwapOptions): Swap {
  const { servers } = options;
  const { model, swap } = servers.endpoint;
  const loadAdapter = async (
    url: string,
    name: string,
    { folder }: WantedWeights,
    signal?: AbortSignal,
  ): Promise<void> => {
    const body = { lora_name: name, lora_path: pathThere(folder, swap) };
    const deadlineMs = servers.endpoint.timeoutSeconds * 1000;
    try {
      await servers.call(url, { method: "POST", path: "/v1/load_lora_adapter", body, deadlineMs, signal }); // answers in plain text
    } catch (error) {
      if (error instanceof HttpFailure && error.kind === "status")
        throw new ConfigError(`${error.message}; ${cure}`, { cause: error });
      throw error;
    }
    if (!(await askModels(servers, url, signal)).includes(name)) {
      throw new ConfigError(`${url} must list ${name} among its models once it is loaded, got no such name; ${cure}`);
    }
    const [base, adapted] = [
      await fingerprintOf(options, url, model, signal),
      await fingerprintOf(options, url, name, signal),
    ];
    if (base !== undefined && base === adapted) throw stillTheOld(url, folder, cure);
  };
  return {
    async load(url, wanted, signal) {
      if (wanted.isBase) return model;
      if (!existsSync(join(wanted.folder, "adapter_config.json"))) {
        throw new ConfigError(
          `rollouts.swap.by: vllm-lora needs a LoRA adapter in ${wanted.folder}, got full weights; set train.lora, or use vllm-disk`,
        );
      }
      const name = `rise-${wanted.digest}`;
      if (!(await askModels(servers, url, signal)).includes(name)) await loadAdapter(url, name, wanted, signal);
      return name;
    },
  };
}
