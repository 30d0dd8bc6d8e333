import { ConfigError } from "../../../mdp/index.ts";
import { HttpFailure } from "../../../http/index.ts";
import { fieldsOf } from "../wires/reply-fields.ts";
import { pathThere, verifiedReplacement, type Swap, type SwapOptions } from "./swap.ts";

/** SGLang's full weights, replaced from a folder that it sees too; it says from which folder it serves. */
export function sglangDiskSwap(options: SwapOptions): Swap {
  const { servers } = options;
  const { swap, model, timeoutSeconds } = servers.endpoint;
  const servedPath = async (url: string, signal?: AbortSignal): Promise<string> => {
    const ask = (path: string): Promise<unknown> => servers.json(url, { method: "GET", path, signal });
    const reply = await ask("/model_info").catch((error: unknown) => {
      if (error instanceof HttpFailure && error.status === 404) return ask("/get_model_info"); // before version 0.5
      throw error;
    });
    return String(fieldsOf(reply)["model_path"] ?? "");
  };
  return verifiedReplacement(options, {
    cure: "see the server's log",
    async isThere(url, { folder, isBase }, signal) {
      const served = await servedPath(url, signal);
      return served === pathThere(folder, swap) || (isBase && served === model);
    },
    async replace(url, { folder }, signal) {
      const there = pathThere(folder, swap);
      const path = "/update_weights_from_disk";
      const body = { model_path: there, flush_cache: true };
      const call = { method: "POST", path, body, deadlineMs: timeoutSeconds * 1000, signal } as const;
      const reply = await servers.json(url, call).catch((error: unknown) => {
        if (!(error instanceof HttpFailure) || error.kind !== "status") throw error;
        throw new ConfigError(`${error.message}; the server must see ${there}: set rollouts.swap.here and there`, {
          cause: error,
        });
      });
      const { success, message } = fieldsOf(reply);
      const now = await servedPath(url, signal);
      if (success === true && now === there) return;
      throw new ConfigError(
        `${url} must serve ${there} after ${path}, got ${now} (${String(message)}); it must see that folder: set rollouts.swap.here and there`,
      );
    },
  });
}
