import type { Device } from "../engine/index.ts";
import { ConfigError } from "../mdp/index.ts";
import { type DeviceChoice, deviceChoices } from "./device-choice.ts";

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

/**
 * The device that the engine computes on. A GPU is compared with the processor first, once in a process.
 *
 * @param note is told where `auto` takes the processor
 * @throws EngineError where the GPU is asked for and cannot be used
 */
export async function engineDevice(
  named: DeviceChoice | undefined,
  note?: (line: string) => void,
): Promise<ChosenDevice> {
  const onCpu = { device: "cpu", fingerprint: "" } as const;
  const wanted = wantedDevice(named);
  if (wanted === "cpu") return onCpu;
  const { EngineError, testGpu } = await import("../engine/index.ts");
  try {
    return { device: "webgpu", fingerprint: await testGpu() };
  } catch (error) {
    if (wanted === "webgpu" || !(error instanceof EngineError)) throw error;
    note?.(`the processor computes, device cpu: ${error.message}`);
    return onCpu;
  }
}

/** How a run's record names a device: two GPUs that give the same bits are one. */
export const deviceName = ({ device, fingerprint }: ChosenDevice): string =>
  fingerprint === "" ? device : `${device} ${fingerprint}`;
