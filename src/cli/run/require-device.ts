import { ConfigError } from "../../mdp/index.ts";
import type { RunDirectory } from "../../store/index.ts";
import type { DeviceChoice } from "../device-choice.ts";
import {
  deviceName,
  engineDevice,
  wantedDevice,
  type AskingForDevice,
  type ChosenDevice,
  type DeviceMachine,
} from "../engine-device.ts";
import { acceptedDocuments } from "./accepted-documents.ts";

const step = "device";
const verdictStep = "device/auto";
const acceptedStep = (number: number): string => `device/accepted-${number}`;

/** A device that took another's place while a run was under way. */
interface AcceptedDevice {
  readonly before: string;
  readonly now: string;
}

/** How a record is gone on with. */
interface GoingOn {
  /** Takes another device from now on, and records it. */
  readonly accept?: boolean;
}

/** Devices that were accepted in a run's life, oldest first. */
const acceptedDevices = (run: RunDirectory): readonly AcceptedDevice[] => acceptedDocuments(run, acceptedStep);

/** The device that a record was begun on, as `deviceName` has it; undefined of one that holds nothing yet. */
export function recordedDevice(run: RunDirectory): string | undefined {
  const known = acceptedDevices(run).at(-1)?.now ?? run.document(step);
  if (known !== undefined) return String(known);
  return isEmpty(run) ? undefined : "cpu"; // the processor's is not written down
}

function isEmpty(run: RunDirectory): boolean {
  if (run.documentNames().length > 0) return false;
  const [first] = run.recordedAttempts();
  return first === undefined;
}

/**
 * Holds a record to the kind of device that it was begun on, without testing one: another gives other samples. `auto` takes
 * the record's.
 *
 * @throws ConfigError if it was the other kind
 */
export function requireKind(run: RunDirectory, wanted: DeviceChoice, { accept = false }: GoingOn = {}): DeviceChoice {
  const before = recordedDevice(run);
  const kind = before === undefined ? undefined : before === "cpu" ? "cpu" : "webgpu";
  if (kind === undefined || wanted === kind || (accept && wanted !== "auto")) return wanted;
  if (wanted === "auto") return kind;
  throw refused(run, before, wanted);
}

/**
 * The device that a record is gone on with: of the kind that it was begun on, tested, and of the same bits. A record that holds
 * nothing yet takes the one that is asked for.
 *
 * @throws ConfigError if it was another; EngineError where a GPU is asked for and cannot be used
 */
export async function deviceFor(
  run: RunDirectory,
  named: DeviceChoice | undefined,
  goingOn: GoingOn,
  asking: AskingForDevice,
  machine?: DeviceMachine,
): Promise<ChosenDevice> {
  const chosen = await engineDevice(requireKind(run, wantedDevice(named), goingOn), asking, machine);
  requireDevice(run, deviceName(chosen), goingOn);
  if (chosen.verdict !== undefined) run.saveDocument(verdictStep, chosen.verdict); // after the device: it alone is no record of one
  return chosen;
}

/** Records the device of a record that holds nothing yet; refuses another than was recorded. */
export function requireDevice(run: RunDirectory, now: string, { accept = false }: GoingOn = {}): void {
  const before = recordedDevice(run);
  if (before === now) return;
  if (before === undefined) {
    if (now !== "cpu") run.saveDocument(step, now);
    return;
  }
  if (!accept) throw refused(run, before, now);
  run.saveDocument(acceptedStep(acceptedDevices(run).length + 1), { before, now } satisfies AcceptedDevice);
}

function refused({ dir }: RunDirectory, before: string | undefined, now: string): ConfigError {
  return new ConfigError(
    `${dir} was begun on another device, whose samples and weights have other bits:\n  the device was ${before}, is now ${now}\n` +
      "take that device again, or give another --out; --accept goes on with this one, and that is recorded and told",
  );
}

/** What a reader of the run's report should know of its devices. */
export function deviceNotes(run: RunDirectory): readonly string[] {
  return acceptedDevices(run).map(
    ({ before, now }) =>
      `The device was changed while the run was under way, and accepted: it was ${before}, then ${now}.`,
  );
}
