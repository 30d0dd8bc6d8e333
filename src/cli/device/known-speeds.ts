import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir, cpus, release } from "node:os";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { writeFileWhole } from "../../disk/index.ts";
import type { ModelConfig } from "../../engine/index.ts";
import { gpuNames } from "../doctor/gpu-names.ts";
import { packageVersion } from "../package-version.ts";
import type { DeviceSpeeds } from "./choose.ts";
import type { DeviceWork } from "./work.ts";

/** Speeds that were measured before. */
export interface KnownSpeeds {
  get(key: string): DeviceSpeeds | undefined;
  set(key: string, speeds: DeviceSpeeds): void;
}

const seconds = z.object({ trained: z.number().positive().optional(), sampled: z.number().positive().optional() });
const stored = z.record(z.string(), z.object({ cpu: seconds, webgpu: seconds, isBound: z.boolean().optional() }));
/** Models, machines and versions that are remembered; the longest known is forgotten first. */
const mostKnown = 100;

/** Where programs of this user keep what can be made again. */
function cacheFolder(env: NodeJS.ProcessEnv): string {
  const { XDG_CACHE_HOME: own, LOCALAPPDATA: windows } = env;
  const named = own !== undefined && isAbsolute(own) ? own : windows; // the standard has relative ones ignored
  return join(named || join(homedir(), ".cache"), "rise-lm");
}

/**
 * Speeds in a file of the user's cache: the same command would else choose one device today and the other tomorrow where the two
 * are about as fast. What cannot be read or written is measured again.
 */
export function storedSpeeds(file = join(cacheFolder(process.env), "device-speeds.json")): KnownSpeeds {
  const read = (): z.output<typeof stored> => {
    try {
      return stored.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      return {}; // it is not there, or damaged: a cache is no reason to stop
    }
  };
  return {
    get(key) {
      const known = read();
      return Object.hasOwn(known, key) ? known[key] : undefined;
    },
    set(key, speeds) {
      try {
        const others = Object.entries(read()).filter(([name]) => name !== key);
        const kept = [...others.slice(1 - mostKnown), [key, speeds] as const];
        writeFileWhole(file, `${JSON.stringify(Object.fromEntries(kept), null, 1)}\n`);
      } catch {
        // a home that cannot be written: the next process measures again
      }
    },
  };
}

/** All that speeds depend on: GPU and driver, as far as anything tells them, processor, versions, the model's sizes and the work. */
export function speedsKey(
  config: ModelConfig,
  { trains, samples, lora }: DeviceWork,
  { fingerprint, threads }: { readonly fingerprint: string; readonly threads: number },
): string {
  const machine = [fingerprint, gpuNames(), nvidiaDriver(), release(), cpus()[0]?.model, threads, packageVersion()];
  return createHash("sha256")
    .update(JSON.stringify([machine, config, { trains, samples, lora }]))
    .digest("hex")
    .slice(0, 32);
}

/** NVIDIA's driver comes apart from the system; others' come with it, or compute other bits. */
function nvidiaDriver(): string {
  try {
    return readFileSync("/proc/driver/nvidia/version", "utf8");
  } catch {
    return ""; // another maker's, or another system
  }
}
