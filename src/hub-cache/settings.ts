import { join } from "node:path";

/** Where the hub is and where its files are kept. */
export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Shared with Python's huggingface_hub, in its layout. */
  readonly cacheFolder: string;
  /** Sent to the endpoint alone, never to where it redirects. */
  readonly token?: string;
  /** Nothing is asked of the network. */
  readonly isOffline: boolean;
}

/**
 * The hub's settings by the environment variables that Python's huggingface_hub reads: HF_ENDPOINT, HF_HUB_CACHE, HF_HOME, HF_TOKEN,
 * HF_HUB_OFFLINE, XDG_CACHE_HOME.
 *
 * @param home the user's home folder
 */
export function hubSettings(env: Readonly<Record<string, string | undefined>>, home: string): HubSettings {
  const set = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  const hfHome = set("HF_HOME") ?? join(set("XDG_CACHE_HOME") ?? join(home, ".cache"), "huggingface");
  const token = set("HF_TOKEN");
  return {
    endpoint: (set("HF_ENDPOINT") ?? "https://huggingface.co").replace(/\/+$/, ""),
    cacheFolder: set("HF_HUB_CACHE") ?? join(hfHome, "hub"),
    isOffline: ["1", "ON", "YES", "TRUE"].includes(set("HF_HUB_OFFLINE")?.toUpperCase() ?? ""),
    ...(token === undefined ? {} : { token }),
  };
}
