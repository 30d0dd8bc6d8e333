import type { Device } from "../engine/index.ts";
import { ConfigError } from "../mdp/index.ts";
import { type DeviceChoice, deviceChoices } from "./device-choice.ts";
import { softwareGpu } from "./doctor/gpu-names.ts";
import type { VerbContext } from "./verb-context.ts";

/** The device that is asked for: by a flag or a config's `engine.device`, else by RISE_DEVICE, else the processor. */
export function wantedDevice(named: DeviceChoice | undefined): DeviceChoice {
  if (named !== undefined) return named;
  const text = process.env["RISE_DEVICE"];
  if (text === undefined || text === "") return "cpu";
  const known = deviceChoices.find((choice) => choice === text);
  if (known !== undefined) return known;
  throw new ConfigError(`RISE_DEVICE must be cpu, webgpu or auto, got ${JSON.stringify(text)}; or leave it unset`);
}

/** A device, and what tells one GPU's bits from another's; empty for the processor. */
export interface ChosenDevice {
  readonly device: Device;
  readonly fingerprint: string;
}

const onCpu: ChosenDevice = { device: "cpu", fingerprint: "" };
let hasToldOfTest = false;

/**
 * The device that the engine computes on. A GPU is compared with the processor first, once in a process, which may take a
 * minute: whatever else may be refused is looked at before.
 *
 * @param context `note` is told of the test, and where `auto` takes the processor; `signal` ends the test at once
 * @throws EngineError where the GPU is asked for and cannot be used; the signal's reason
 */
export async function engineDevice(
  named: DeviceChoice | undefined,
  { note, signal }: Pick<VerbContext, "note" | "signal"> = {},
): Promise<ChosenDevice> {
  const wanted = wantedDevice(named);
  if (wanted === "cpu") return onCpu;
  const software = softwareGpu();
  if (wanted === "auto" && software !== undefined) {
    note?.(`the processor computes, device cpu: ${software}`);
    return onCpu;
  }
  quietLoader();
  if (!hasToldOfTest) note?.(`comparing the GPU with the processor before its first use${software === undefined ? "" : `: a minute or more, for ${software}`}`); // prettier-ignore
  hasToldOfTest = true;
  const { EngineError, testGpu } = await import("../engine/index.ts");
  try {
    return { device: "webgpu", fingerprint: await testGpu(signal) };
  } catch (error) {
    if (wanted === "webgpu" || !(error instanceof EngineError)) throw error;
    note?.(`the processor computes, device cpu: ${error.message}`);
    return onCpu;
  }
}

/**
 * Mesa's layer that sorts GPUs looks for a display, and complains on stderr where a session has none; the sorting is for
 * drawing programs, and is left alone where somebody asks for it.
 */
export function quietLoader(): void {
  const { XDG_RUNTIME_DIR, MESA_VK_DEVICE_SELECT } = process.env;
  if (XDG_RUNTIME_DIR === undefined && MESA_VK_DEVICE_SELECT === undefined) process.env["NODEVICE_SELECT"] ??= "1";
}

/** How a record names a device: two GPUs that give the same bits are one. */
export const deviceName = ({ device, fingerprint }: ChosenDevice): string =>
  fingerprint === "" ? device : `${device} ${fingerprint}`;
