import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";

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

/** Drivers that compute on the processor: SwiftShader, and Mesa's llvmpipe (lavapipe). */
const softwareDrivers = /swiftshader|lvp|lavapipe|llvmpipe/i;

/**
 * Says where there is no hardware behind whatever GPU may be found, as far as this system tells: the environment names a driver
 * that computes on the processor, or Linux has no GPU's device file. Its results are right, and its speed means nothing.
 *
 * @param root where the system's device files are
 */
export function softwareGpu(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  root = "/dev",
): string | undefined {
  const named = environment["VK_DRIVER_FILES"] ?? environment["VK_ICD_FILENAMES"] ?? "";
  if (named !== "" && named.split(delimiter).every((file) => softwareDrivers.test(basename(file)))) {
    return `the Vulkan driver ${named} computes on the processor in a GPU's place`;
  }
  if (platform !== "linux") return undefined;
  // AMD's and Intel's, NVIDIA's, and Windows' where Linux runs inside it.
  const isThere = ["dri", "nvidia0", "nvidiactl", "dxg"].some((file) => existsSync(join(root, file)));
  return isThere ? undefined : "this machine has no GPU, and what may be found computes on the processor in its place";
}
