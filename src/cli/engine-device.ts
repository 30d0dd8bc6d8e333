import { EngineError } from "../engine/errors.ts";
import type { Device } from "../engine/index.ts";
import { ConfigError } from "../mdp/index.ts";
import { describeVerdict, fasterDevice, type DeviceSpeeds, type DeviceVerdict } from "./device/choose.ts";
import { speedsKey, storedSpeeds, type KnownSpeeds } from "./device/known-speeds.ts";
import type { SpeedQuestion } from "./device/measure-device.ts";
import type { DeviceWork } from "./device/work.ts";
import { type DeviceChoice, deviceChoices } from "./device-choice.ts";
import { softwareGpu } from "./doctor/gpu-names.ts";
import { engineThreads } from "./engine-threads.ts";
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
  /** By what it was chosen, where `auto` measured. */
  readonly verdict?: DeviceVerdict;
}

/** Who asks for a device. */
export interface AskingForDevice extends Pick<VerbContext, "note" | "signal"> {
  /** Measured where `auto` must choose; absent: the GPU is taken where it can be used. */
  readonly work?: DeviceWork | undefined;
}

/** What is asked of the machine; another one in tests. */
export interface DeviceMachine {
  readonly software: () => string | undefined;
  /** @returns the GPU's fingerprint; throws EngineError where it cannot be used */
  readonly test: (signal?: AbortSignal) => Promise<string>;
  readonly measure: (work: Omit<SpeedQuestion, "device">, signal?: AbortSignal) => Promise<DeviceSpeeds>;
  readonly known: KnownSpeeds;
}

const onCpu: ChosenDevice = { device: "cpu", fingerprint: "" };
let hasToldOfTest = false;

/**
 * The device that the engine computes on. A GPU is compared with the processor first, once in a process, which may take a
 * minute: whatever else may be refused is looked at before. `auto` then takes the faster one with the model at hand.
 *
 * @param asking `note` is told of the test, and of what `auto` takes; `signal` ends test and measurement at once
 * @throws EngineError where the GPU is asked for and cannot be used; the signal's reason
 */
export async function engineDevice(
  named: DeviceChoice | undefined,
  { note, signal, work }: AskingForDevice = {},
  machine?: DeviceMachine,
): Promise<ChosenDevice> {
  const wanted = wantedDevice(named);
  if (wanted === "cpu") return onCpu;
  const { software: softwareOf, test, measure, known } = machine ?? (await thisMachine());
  const software = softwareOf();
  if (wanted === "auto" && software !== undefined) {
    note?.(`the processor computes, device cpu: ${software}`);
    return onCpu;
  }
  quietLoader();
  if (!hasToldOfTest) note?.(`comparing the GPU with the processor before its first use${software === undefined ? "" : `: a minute or more, for ${software}`}`); // prettier-ignore
  hasToldOfTest = true;
  try {
    const fingerprint = await test(signal);
    if (wanted === "webgpu" || work === undefined) return { device: "webgpu", fingerprint };
    const asked = { threads: engineThreads(), fingerprint, work };
    const verdict = await fasterFor(asked, { measure, known }, { ...(note && { note }), ...(signal && { signal }) });
    return verdict.device === "cpu" ? { ...onCpu, verdict } : { device: "webgpu", fingerprint, verdict };
  } catch (error) {
    if (wanted === "webgpu" || !(error instanceof EngineError)) throw error;
    note?.(`the processor computes, device cpu: ${error.message}`);
    return onCpu;
  }
}

/** The engine is loaded only where a GPU may be used. */
async function thisMachine(): Promise<DeviceMachine> {
  const { testGpu } = await import("../engine/index.ts");
  const { measureDevices } = await import("./device/measure-device.ts");
  return { software: softwareGpu, test: testGpu, measure: measureDevices, known: storedSpeeds() };
}

const told = new Set<string>();

/** The faster device for a model, by what was measured now or before; told once. */
async function fasterFor(
  { work: named, ...machine }: Omit<SpeedQuestion, "device">,
  { measure, known }: Pick<DeviceMachine, "measure" | "known">,
  { note, signal }: Pick<AskingForDevice, "note" | "signal">,
): Promise<DeviceVerdict> {
  const { readModelConfig } = await import("../engine/index.ts");
  const { modelFolder } = await import("../policies/index.ts");
  const work = { ...named, folder: modelFolder(named.folder) };
  const key = speedsKey(readModelConfig(work.folder), work, machine);
  const before = known.get(key);
  if (before === undefined) note?.(`measuring which device is faster with ${named.folder}`);
  const speeds = before ?? (await measure({ ...machine, work }, signal));
  if (before === undefined) known.set(key, speeds);
  const verdict = fasterDevice(speeds);
  const line = describeVerdict(verdict);
  if (!told.has(line)) note?.(line);
  told.add(line);
  return verdict;
}

/**
 * Mesa's layer that sorts GPUs looks for a display, and complains on stderr where a session has none; the sorting is for
 * drawing programs, and is left alone where somebody asks for it.
 */
function quietLoader(): void {
  const { XDG_RUNTIME_DIR, MESA_VK_DEVICE_SELECT } = process.env;
  if (XDG_RUNTIME_DIR === undefined && MESA_VK_DEVICE_SELECT === undefined) process.env["NODEVICE_SELECT"] ??= "1";
}

/** How a record names a device: two GPUs that give the same bits are one. */
export const deviceName = ({ device, fingerprint }: ChosenDevice): string =>
  fingerprint === "" ? device : `${device} ${fingerprint}`;
