import type { Device } from "../../engine/index.ts";

/** Seconds that a device takes for one token of each kind of work; absent of what was not asked for. */
export interface TokenSeconds {
  readonly trained?: number | undefined;
  readonly sampled?: number | undefined;
}

/** What was measured of both devices with a model, doing the same work. */
export interface DeviceSpeeds {
  readonly cpu: TokenSeconds;
  readonly webgpu: TokenSeconds;
  /** Whether the GPU was not waited for: it takes at least as long as `webgpu` says. */
  readonly isBound?: boolean | undefined;
}

/** The device that `auto` takes, and by what it was chosen. */
export interface DeviceVerdict extends DeviceSpeeds {
  readonly device: Device;
  /** How many times as fast as the other one it is, at least 1. */
  readonly ratio: number;
}

/** A token that is sampled is trained on about once: so the two count alike where a run does both. */
const together = ({ trained = 0, sampled = 0 }: TokenSeconds): number => trained + sampled;

/** Chooses the device that needs less time; the processor where both need the same. */
export function fasterDevice(speeds: DeviceSpeeds): DeviceVerdict {
  const [cpu, webgpu] = [together(speeds.cpu), together(speeds.webgpu)];
  return webgpu < cpu
    ? { device: "webgpu", ratio: cpu / webgpu, ...speeds }
    : { device: "cpu", ratio: webgpu / cpu, ...speeds };
}

const times = (ratio: number): string => (ratio < 10 ? ratio.toFixed(1) : String(Math.round(ratio)));

/** What `auto` chose and by what ratio, in one line. */
export function describeVerdict({ device, ratio, cpu, webgpu, isBound = false }: DeviceVerdict): string {
  const [own, others] = device === "cpu" ? [cpu, webgpu] : [webgpu, cpu];
  const parts = [
    ["trains", own.trained, others.trained],
    ["samples", own.sampled, others.sampled],
  ] as const;
  const each = parts.flatMap(([what, seconds, other]) =>
    seconds === undefined || other === undefined ? [] : [`${what} ${times(other / seconds)}`],
  );
  const names = device === "cpu" ? (["the processor", "the GPU"] as const) : (["the GPU", "the processor"] as const);
  const detail = each.length < 2 || isBound ? "" : `; it ${each.join(", ")} times as fast`;
  return `${names[0]} computes, device ${device}: with this model it was ${isBound ? "more than " : ""}${times(ratio)} times as fast as ${names[1]}${detail}`;
}
