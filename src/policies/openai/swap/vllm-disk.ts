import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../../mdp/index.ts";
import { modelFolder } from "../../embedded/model-folder.ts";
import { HttpFailure } from "../../http/index.ts";
import { verifiedReplacement, type Swap, type SwapOptions } from "./swap.ts";
import { weightsDigest } from "./weights-digest.ts";

const cure = "start vLLM on rollouts.swap.folder, with VLLM_SERVER_DEV_MODE=1";

/** vLLM reads the folder that it was started with again: the weights are copied there, then read, and cached prompts forgotten. */
export function vllmDiskSwap(options: SwapOptions): Swap {
  const { servers } = options;
  const { swap, timeoutSeconds } = servers.endpoint;
  const { folder: served } = swap;
  if (served === undefined) {
    throw new ConfigError(
      "rollouts.swap.by: vllm-disk wants rollouts.swap.folder, the folder that vLLM was started with, got nothing",
    );
  }
  return verifiedReplacement(options, {
    cure,
    async replace(url, { folder }, signal) {
      copyWeights(modelFolder(folder), served);
      const deadlineMs = timeoutSeconds * 1000;
      const calls = [
        { path: "/collective_rpc", body: { method: "reload_weights" } },
        { path: "/reset_prefix_cache", body: {} },
      ];
      for (const call of calls) {
        await servers.call(url, { method: "POST", ...call, deadlineMs, signal }).catch((error: unknown) => {
          if (!(error instanceof HttpFailure) || error.kind !== "status") throw error;
          throw new ConfigError(`${error.message}; ${cure}`, { cause: error });
        });
      }
    },
  });
}

/** Copies weights over others, each file whole or not at all; shards of the old ones do not stay. */
function copyWeights(from: string, to: string): void {
  if (weightsDigest(from) === weightsDigest(to)) return; // the copy for another replica
  mkdirSync(to, { recursive: true });
  const isWeights = (name: string): boolean =>
    name.endsWith(".safetensors") || name.endsWith(".safetensors.index.json");
  const files = readdirSync(from).filter((name) => isWeights(name) || !existsSync(join(to, name)));
  for (const name of files) {
    copyFileSync(join(from, name), join(to, `${name}.part`));
    renameSync(join(to, `${name}.part`), join(to, name));
  }
  for (const name of readdirSync(to)) if (isWeights(name) && !files.includes(name)) rmSync(join(to, name));
}
