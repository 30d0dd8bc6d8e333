import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { openRun } from "../../store/index.ts";
import { runIdentity } from "../config/run-identity.ts";
import { deviceName, wantedDevice } from "../engine-device.ts";
import { inputsDifference } from "./inputs-difference.ts";
import type { RunInputs } from "./inputs.ts";
import { requireDevice } from "./require-device.ts";

const root = mkdtempSync(join(tmpdir(), "rise-device-"));
afterAll(() => rmSync(root, { recursive: true }));
const before = process.env["RISE_DEVICE"];
afterEach(() => {
  if (before === undefined) delete process.env["RISE_DEVICE"];
  else process.env["RISE_DEVICE"] = before;
});

test("a flag or a config's key comes before RISE_DEVICE, and that before the processor", () => {
  delete process.env["RISE_DEVICE"];
  expect(wantedDevice(undefined)).toBe("cpu");
  process.env["RISE_DEVICE"] = "auto";
  expect(wantedDevice(undefined)).toBe("auto");
  expect(wantedDevice("webgpu")).toBe("webgpu");
  process.env["RISE_DEVICE"] = "cuda";
  expect(() => wantedDevice(undefined)).toThrow('RISE_DEVICE must be cpu, webgpu or auto, got "cuda"');
});

test("a run goes on under the device that it began on; one of an older version began on the processor", () => {
  const set = { digest: "", problems: [] };
  const inputs: RunInputs = { version: "1", grader: "g", train: set, test: set, model: {}, teacher: {} };
  const onGpu = { ...inputs, device: deviceName({ device: "webgpu", fingerprint: "ab12" }) };
  expect(inputsDifference(inputs, { ...inputs })).toEqual([]);
  expect(inputsDifference(inputs, onGpu)).toEqual(["the device was cpu, is now webgpu ab12"]);
  expect(inputsDifference(onGpu, { ...onGpu, device: "webgpu cd34" })).toEqual([
    "the device was webgpu ab12, is now webgpu cd34",
  ]);
});

test("how the device is named is no part of what a run is: its config may say it, a flag or the environment", () => {
  expect(runIdentity({ model: "m", engine: { device: "webgpu" } })).toEqual(runIdentity({ model: "m" }));
});

test("a recorded evaluation goes on under its device alone", () => {
  const [onCpu, onGpu] = [openRun(join(root, "cpu"), {}), openRun(join(root, "gpu"), {})];
  requireDevice(onCpu, "cpu", true);
  requireDevice(onCpu, "cpu", false);
  expect(() => requireDevice(onCpu, "webgpu ab12", false)).toThrow("was begun on device cpu, and is now asked for on webgpu ab12"); // prettier-ignore
  requireDevice(onGpu, "webgpu ab12", true);
  requireDevice(onGpu, "webgpu ab12", false);
  expect(() => requireDevice(onGpu, "cpu", false)).toThrow("was begun on device webgpu ab12");
  for (const run of [onCpu, onGpu]) run.close();
});
