import { resolve } from "node:path";
import { ConfigError } from "../../../mdp/index.ts";
import type { Endpoint } from "../endpoint-schema.ts";
import { fingerprintOf, stillTheOld, type Fingerprint, type FingerprintOptions } from "./fingerprint.ts";

/** Weights that are wanted on the servers. */
export interface WantedWeights {
  /** The model's folder here. */
  readonly folder: string;
  /** See weightsDigest. */
  readonly digest: string;
  /** Whether they are those that the servers were started with. */
  readonly isBase: boolean;
}

/** One way to bring weights to servers. */
export interface Swap {
  /**
   * Brings the weights to one server; asked again for what is there already, it does nothing.
   *
   * @returns the name to ask for
   * @throws ConfigError if the server cannot do it as it was started
   */
  load(url: string, wanted: WantedWeights, signal?: AbortSignal): Promise<string>;
}

/** A way to bring weights. */
export type SwapOptions = FingerprintOptions;

/** The path of a folder of this machine as the servers see it. */
export function pathThere(folder: string, { here, there }: Endpoint["swap"]): string {
  const path = resolve(folder);
  if (here === undefined || there === undefined) return path;
  const from = resolve(here);
  if (path !== from && !path.startsWith(`${from}/`)) {
    throw new ConfigError(
      `rollouts.swap.here must be a folder above ${path}, got ${from}; the servers could not find the weights`,
    );
  }
  return there.replace(/\/+$/, "") + path.slice(from.length);
}

interface Standing {
  readonly digest: string;
  readonly fingerprint: Fingerprint | undefined;
}

/** Full weights that replace each other on a server. */
interface Replacement {
  /** Whether the server says that it serves them already. */
  isThere?(url: string, wanted: WantedWeights, signal?: AbortSignal): Promise<boolean>;
  replace(url: string, wanted: WantedWeights, signal?: AbortSignal): Promise<void>;
  /** The cure for a server that keeps its old weights. */
  readonly cure: string;
}

/** Replaces full weights, and looks whether the server answers otherwise than before where the weights are others. */
export function verifiedReplacement(options: SwapOptions, replacement: Replacement): Swap {
  const { model } = options.servers.endpoint;
  const standing = new Map<string, Standing>();
  return {
    async load(url, wanted, signal) {
      const before = standing.get(url);
      if (before?.digest === wanted.digest) return model;
      if ((await replacement.isThere?.(url, wanted, signal)) !== true) {
        const old = before?.fingerprint ?? (await fingerprintOf(options, url, model, signal));
        await replacement.replace(url, wanted, signal);
        const fresh = await fingerprintOf(options, url, model, signal);
        if (before !== undefined && fresh !== undefined && fresh === old)
          throw stillTheOld(url, wanted.folder, replacement.cure);
      }
      standing.set(url, { digest: wanted.digest, fingerprint: await fingerprintOf(options, url, model, signal) });
      return model;
    },
  };
}
