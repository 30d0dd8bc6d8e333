import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const devices = "/sys/bus/pci/devices";
const makers: Readonly<Record<string, string>> = { "0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel" };

/** This machine's GPUs by maker and number, or the driver that the environment names in their place; as far as this system tells. */
export function gpuNames(environment: NodeJS.ProcessEnv = process.env, folder = devices): string {
  const named = environment["VK_DRIVER_FILES"] ?? environment["VK_ICD_FILENAMES"];
  if (named !== undefined && named !== "") return `the Vulkan driver ${named}`;
  const found = pciDevices(folder);
  return found.length > 0 ? found.join(", ") : "the GPU that the system gives";
}

function pciDevices(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((device) => {
      const read = (file: string): string => readFileSync(join(folder, device, file), "utf8").trim();
      if (!read("class").startsWith("0x03")) return []; // a display controller
      const maker = read("vendor");
      return [`${makers[maker] ?? `maker ${maker}`} ${read("device")}`];
    });
  } catch {
    return []; // a system without /sys
  }
}
