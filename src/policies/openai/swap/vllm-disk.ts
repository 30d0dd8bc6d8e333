import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { copyDurably, makeFolder, renameDurably } from "../../../disk/index.ts";
import { ConfigError, InfrastructureError } from "../../../mdp/index.ts";
import { HttpFailure, type HttpReply } from "../../../http/index.ts";
import { pathThere, verifiedReplacement, type Swap, type SwapOptions, type WantedWeights } from "./swap.ts";
import { weightsDigest } from "./weights-digest.ts";

const cure =
  "start vLLM with VLLM_SERVER_DEV_MODE=1; a version that cannot read other folders needs rollouts.swap.folder, the one that it was started with";

/**
 * vLLM's full weights: it reads the new folder, or, where the config names the folder that it was started with, that one again
 * after the weights were copied there. Then it forgets the prompts that it had cached.
 */
export function vllmDiskSwap(options: SwapOptions): Swap {
  const { servers } = options;
  const { swap, timeoutSeconds } = servers.endpoint;
  const post = (url: string, path: string, body: unknown, signal?: AbortSignal): Promise<HttpReply> => {
    const call = { method: "POST", path, body, deadlineMs: timeoutSeconds * 1000, signal } as const;
    return servers.call(url, call).catch((error: unknown) => {
      if (!(error instanceof HttpFailure) || error.kind !== "status") throw error;
      throw new ConfigError(`${error.message}; ${cure}`, { cause: error });
    });
  };
  const reload = ({ folder }: WantedWeights): object => {
    if (swap.folder === undefined)
      return { method: "reload_weights", kwargs: { weights_path: pathThere(folder, swap) } };
    copyWeights(folder, swap.folder);
    return { method: "reload_weights" };
  };
  return verifiedReplacement(options, {
    cure,
    async replace(url, wanted, signal) {
      await post(url, "/collective_rpc", reload(wanted), signal);
      const { body } = await post(url, "/reset_prefix_cache", {}, signal);
      if (/"success":\s*false/.test(body.toString())) {
        throw new InfrastructureError(
          `${url} must forget its cached prompts, but it is busy; see who else asks it, and run again`,
        );
      }
    },
  });
}

/** Copies weights over others, each file whole or not at all; shards of the old ones do not stay. */
function copyWeights(from: string, to: string): void {
  if (weightsDigest(from) === weightsDigest(to)) return; // the copy for another replica
  makeFolder(to);
  const isWeights = (name: string): boolean =>
    name.endsWith(".safetensors") || name.endsWith(".safetensors.index.json");
  const files = readdirSync(from).filter((name) => isWeights(name) || !existsSync(join(to, name)));
  for (const name of files) {
    copyDurably(join(from, name), join(to, `${name}.part`));
    renameDurably(join(to, `${name}.part`), join(to, name));
  }
  for (const name of readdirSync(to)) if (isWeights(name) && !files.includes(name)) rmSync(join(to, name));
}
