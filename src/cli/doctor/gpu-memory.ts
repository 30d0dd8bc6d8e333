import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What asks the system for GPUs' memory; others in tests. */
interface MemorySources {
  /** Linux's folder of devices. */
  readonly devices: string;
  /** NVIDIA's own tool: MiB of each GPU, a line each; undefined where there is none. */
  readonly nvidia: () => string | undefined;
}

const system: MemorySources = {
  devices: "/sys/bus/pci/devices",
  nvidia() {
    const query = ["--query-gpu=memory.total", "--format=csv,noheader,nounits"];
    const { status, stdout } = spawnSync("nvidia-smi", query, { encoding: "utf8", timeout: 10_000 });
    return status === 0 ? stdout : undefined;
  },
};

/**
 * The memory of this machine's largest GPU with memory of its own, in bytes, as far as the system tells: AMD's driver and
 * NVIDIA's tool do. Undefined of those that share the processor's memory, as Apple's and most of Intel's do.
 */
export function gpuMemoryBytes({ devices, nvidia }: MemorySources = system): number | undefined {
  const ofNvidia = (nvidia() ?? "").split("\n").map((line) => Number.parseInt(line, 10) * 2 ** 20);
  const all = [...amdMemory(devices), ...ofNvidia].filter((bytes) => Number.isFinite(bytes) && bytes > 0);
  return all.length === 0 ? undefined : Math.max(...all);
}

function amdMemory(devices: string): readonly number[] {
  try {
    return readdirSync(devices).flatMap((device) => {
      try {
        return [Number(readFileSync(join(devices, device, "mem_info_vram_total"), "utf8"))];
      } catch {
        return []; // not AMD's
      }
    });
  } catch {
    return []; // a system without /sys
  }
}
