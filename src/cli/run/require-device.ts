import { ConfigError } from "../../mdp/index.ts";
import type { RunDirectory } from "../../store/index.ts";

const step = "device";

/**
 * Holds a recorded evaluation to the device that it began on: another gives other samples. A record without one is the
 * processor's.
 *
 * @param device as `deviceName` has it
 * @throws ConfigError if it was another
 */
export function requireDevice(run: RunDirectory, device: string, isNew: boolean): void {
  if (isNew && device !== "cpu") run.saveDocument(step, device);
  const before = run.document(step) ?? "cpu";
  if (before === device) return;
  throw new ConfigError(
    `${run.dir} was begun on device ${String(before)}, and is now asked for on ${device}: take that device again, or give another --out`,
  );
}
