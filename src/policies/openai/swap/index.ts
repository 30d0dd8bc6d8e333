import { ConfigError } from "../../../mdp/index.ts";
import { sglangDiskSwap } from "./sglang-disk.ts";
import { ownName } from "./own-name.ts";
import { pathThere, type Swap, type SwapOptions } from "./swap.ts";
import { vllmDiskSwap } from "./vllm-disk.ts";
import { vllmLoraSwap } from "./vllm-lora.ts";

export type { Swap, SwapOptions, WantedWeights } from "./swap.ts";
export { weightsDigest } from "./weights-digest.ts";

/** The way to bring weights to servers that their endpoint names. */
export function swapOf(options: SwapOptions): Swap {
  const { model, swap } = options.servers.endpoint;
  switch (swap.by) {
    case "name":
      return { load: async (_, wanted) => (wanted.isBase ? model : pathThere(ownName(wanted), swap)) };
    case "vllm-lora":
      return vllmLoraSwap(options);
    case "sglang-disk":
      return sglangDiskSwap(options);
    case "vllm-disk":
      return vllmDiskSwap(options);
    case "none":
      return {
        load: (url, { folder, isBase }) => {
          if (isBase) return Promise.resolve(model);
          return Promise.reject(
            new ConfigError(
              `rollouts.swap.by is none: ${url} keeps the weights of ${model}, and the run needs those of ${folder}; set rollouts.swap.by, or iterations: 0`,
            ),
          );
        },
      };
  }
}
